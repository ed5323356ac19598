import { describe, expect, it } from 'vitest';
import type { Call } from '../../local/aws/router.ts';
import { aReleasedService } from './a-released-service.ts';
import { editedAssembly, rollbackWindow } from './edited-assembly.ts';

const longWindow = rollbackWindow('30m');

describe('a rollback that ends between the two reads of a sweep, of the leases and of the executions', () => {
  it('is not begun a second time, so that what is pushed next is released', async () => {
    const swept: Date[] = [];
    let isSlow = false;
    // The answer of Step Functions comes when the rollback, which takes a minute and a half, is over.
    const fault = ({ operation, caller }: Call) => {
      if (!isSlow || operation !== 'ListExecutions' || !/sweep/i.test(caller.roleArn)) return undefined;
      swept.push(service.now());
      return { delayMs: 10_000 };
    };
    const service = await aReleasedService({ assembly: editedAssembly(longWindow), fault });
    service.push('1.1.0');
    await service.entered('AwaitRollbackWindow');
    while (service.now().getSeconds() !== 34) await service.pass(1);
    isSlow = true;
    await service.ask('RollbackRequested', { service: 'storefront', by: 'ada', because: 'customers complain' });
    await service.until('the rollback to be over', async () => (await service.restores())[0]?.status === 'SUCCEEDED');
    const told = service.log.published().find(({ type }) => type === 'DeploymentRolledBack');
    const reads = swept.map((at) => (Date.parse(told?.at ?? '') - at.getTime()) / 1_000);
    expect(reads).toContainEqual(expect.toSatisfy((seconds: number) => seconds > 0 && seconds < 10, 'asked before, answered after'));
    isSlow = false;
    service.push('1.2.0');
    expect(await service.ended(1)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await service.restores()).map(({ name }) => name.split('-')[0])).toEqual(['rollback']);
    expect(service.users.seen().slice(-5)).toEqual(['100/0', '95/5', '75/25', '50/50', '0/100']);
    expect(service.world.sns.published()).toEqual([]);
  });
});
