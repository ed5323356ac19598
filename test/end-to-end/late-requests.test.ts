import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../local/aws/event-bridge/rule-properties.ts';
import type { Call } from '../../local/aws/router.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { editedAssembly, rollbackWindow } from './edited-assembly.ts';

/** Longer than a release takes. */
const longWindow = rollbackWindow('30m');
const local = { roleArn: 'local' };
const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });

const askBack = (service: ReleasedService) =>
  service.ask('RollbackRequested', { service: 'storefront', by: 'ada', because: 'customers complain' });
const refusals = (service: ReleasedService) =>
  service.log
    .published()
    .filter(({ type }) => type === 'RequestRefused')
    .map(({ because }) => because);

/** A promoted release, and users on it, in its rollback window. */
async function aPromoted(given: Parameters<typeof aReleasedService>[0] = {}): Promise<ReleasedService> {
  const service = await aReleasedService({ assembly: editedAssembly(longWindow), ...given });
  service.push('1.1.0');
  await service.entered('AwaitRollbackWindow');
  return service;
}

describe('a rollback that cannot be done at once', () => {
  it('keeps the next release away while a target of the old lane is ill, and is done', async () => {
    const service = await aPromoted({ versions: { '1.0.0': { startSeconds: 90 } } });
    await service.crashTask('blue');
    await askBack(service);
    await service.pass(2);
    service.push('1.2.0');
    await service.until('every user to be back', () => service.users.seen().at(-1) === '100/0');
    expect(await service.lanes()).toMatchObject({ blue: { weight: 100, desired: 2 } });
    expect((await service.deployments())[1]).toMatchObject({ status: 'SUCCEEDED', path: ['Admit', 'Admitted?', 'Refused'] });
  });

  it('does nothing to a release that was asked for after it, and says so', async () => {
    let isDown = false;
    const fault = ({ operation, caller }: Call) =>
      isDown && operation === 'DescribeTargetHealth' && /signal/i.test(caller.roleArn) ? { throwBefore: throttled } : undefined;
    const service = await aPromoted({ fault });
    isDown = true;
    await askBack(service);
    await service.pass(30);
    isDown = false;
    service.push('1.2.0');
    const { name } = await service.entered('AwaitRollbackWindow', 1, 1);
    expect(await service.restores()).toEqual([]);
    // It comes again in two ways: Lambda tries it, and it was kept.
    const told = `${name} has storefront, and was asked for later: ask again to take that one back`;
    expect(new Set(refusals(service))).toEqual(new Set([told]));
  });
});

describe('a request that is delivered again', () => {
  it('does not end the release that was asked for after it', async () => {
    const laterMs = 240_000;
    const isAbort = ({ event }: Delivery) => event['detail-type'] === 'AbortRequested';
    const service = await aReleasedService({ arrivals: (delivery) => (isAbort(delivery) ? [0, laterMs] : [0]) });
    service.push('1.1.0');
    await service.entered('Bake');
    const askedMs = service.now().getTime();
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    await service.ended();
    service.push('1.2.0');
    await service.entered('Bake', 1, 1);
    expect(service.now().getTime()).toBeLessThan(askedMs + laterMs);
    expect(await service.ended(1)).toMatchObject({ status: 'SUCCEEDED' });
    expect(service.now().getTime()).toBeGreaterThan(askedMs + laterMs);
    const { name } = (await service.deployments())[1] ?? {};
    expect(refusals(service)).toEqual([`${name} has storefront, and was asked for later: ask again to take that one back`]);
  });
});

describe('a release whose admission is slow', () => {
  it('leaves nothing in the way of a rollback when it is stopped meanwhile', async () => {
    let isSlow = false;
    const service = await aPromoted({
      fault: ({ operation }) => (isSlow && operation === 'DescribeImages' ? { delayMs: 3_000 } : undefined),
    });
    isSlow = true;
    service.push('1.2.0');
    await service.until('the second to have the lease', async () => (await service.ledger.heldLeases()).length > 0);
    const [lease] = await service.ledger.heldLeases();
    await service.world.aws.call('SFN', 'StopExecution', { executionArn: lease?.executionArn }, local);
    await service.pass(120);
    isSlow = false;
    expect(await service.ledger.find(lease?.holder ?? '')).toBeUndefined();
    await askBack(service);
    await service.until('every user to be back', () => service.users.seen().at(-1) === '100/0');
  });

  it('does not begin when a person aborts it between its lease and its record', async () => {
    let isDown = true;
    const fault = ({ operation, caller }: Call) =>
      isDown && operation === 'DescribeTaskDefinition' && /admit/i.test(caller.roleArn) ? { throwBefore: throttled } : undefined;
    const service = await aReleasedService({ fault });
    service.push('1.1.0');
    await service.until('it to have the lease', async () => (await service.ledger.heldLeases()).length > 0);
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    await service.pass(300);
    isDown = false;
    const ended = await service.ended();
    expect(ended.path).not.toContain('LaunchCandidate');
    expect(service.log.published()).toContainEqual(
      expect.objectContaining({ type: 'DeploymentRefused', because: expect.stringContaining('ada asked to go back: wrong branch') }),
    );
  });
});
