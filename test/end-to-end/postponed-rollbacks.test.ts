import { InternalException } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { stackUpdateHolder } from '../../core/deployment/holders.ts';
import type { Call } from '../../local/aws/router.ts';
import { aReleasedService } from './a-released-service.ts';
import { editedAssembly, rollbackWindow } from './edited-assembly.ts';

const longWindow = rollbackWindow('30m');

/** A promotion that a person wants to take back while CloudFormation updates the lanes. */
async function aPostponed(options: Omit<Parameters<typeof aReleasedService>[0], 'assembly'> = {}) {
  const service = await aReleasedService({ assembly: editedAssembly(longWindow), ...options });
  service.push('1.1.0');
  await service.entered('AwaitRollbackWindow');
  const update = { service: 'storefront', holder: stackUpdateHolder('storefront'), executionArn: 'arn:stack' };
  await service.ledger.lease({ ...update, alarmArns: [], candidateLane: '' }, service.now());
  await service.ask('RollbackRequested', { service: 'storefront', by: 'ada', because: 'customers complain' });
  return { service, endUpdate: () => service.ledger.release('storefront', update.holder) };
}

describe('a rollback that waits for a stack update', () => {
  it('is taken once the update is over, longer after than its delivery is tried', async () => {
    const { service, endUpdate } = await aPostponed();
    await service.pass(600);
    expect(await service.restores()).toEqual([]);
    await endUpdate();
    await service.until('every user to be back', () => service.users.seen().at(-1) === '100/0');
    const told = service.log.published().filter(({ type }) => type === 'RollbackPostponed');
    expect(told.length).toBeGreaterThan(8);
    expect(told.length).toBeLessThan(12);
  });

  it('is done before a release that was asked for after it, though that one waits for the same update and asks first', async () => {
    let isSilent = false;
    const silence = new InternalException({ message: 'not now', $metadata: { httpStatusCode: 500 } });
    const fault = ({ operation }: Call) => (isSilent && operation === 'PutEvents' ? { throwBefore: silence } : undefined);
    const { service, endUpdate } = await aPostponed({ fault });
    await service.pass(5);
    service.push('1.2.0');
    await service.pass(5);
    isSilent = true;
    await endUpdate();
    await service.pass(120);
    isSilent = false;
    await service.until('every user on stable', () => service.users.seen().at(-1) === '100/0');
    expect(await service.ended(1)).toMatchObject({ path: ['Admit', 'Admitted?', 'Refused'] });
  });

  it('is done though the bus refuses an announcement that is owed for longer', async () => {
    const refused = new InternalException({ message: 'not this one', $metadata: { httpStatusCode: 500 } });
    const isRefused = ({ operation, input }: Call) => operation === 'PutEvents' && JSON.stringify(input).includes('"DeploymentPromoted"');
    const fault = (call: Call) => (isRefused(call) ? { throwBefore: refused } : undefined);
    const { service, endUpdate } = await aPostponed({ fault });
    await service.until('two announcements to be owed', async () => (await service.ledger.owed()).length === 2);
    await endUpdate();
    const freeAt = service.now().getTime();
    await service.until('every user on stable', () => service.users.seen().at(-1) === '100/0');
    expect((service.now().getTime() - freeAt) / 1_000).toBeLessThan(120);
    expect((await service.ledger.owed()).map(({ event }) => event.type)).toEqual(['DeploymentPromoted']);
  });
});
