import { describe, expect, it } from 'vitest';
import { fullName } from '../../local/aws/elb/full-name.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { editedAssembly, rollbackWindow } from './edited-assembly.ts';

/** Longer than a release takes. */
const longWindow = rollbackWindow('30m');

async function takeBack(service: ReleasedService, times: number): Promise<void> {
  await service.ask('RollbackRequested', { service: 'storefront', by: 'ada', because: 'customers complain' });
  await service.until(`restore ${times} to end`, async () => {
    const ended = (await service.restores()).filter(({ status }) => status === 'SUCCEEDED');
    return ended.length === times && (await service.lanes()).green.running === 0;
  });
}

describe('a promotion that was taken back', () => {
  it('leaves the old lane to the release that came after it, when its own rollback window ends in the middle of that one’s', async () => {
    const service = await aReleasedService({ assembly: editedAssembly(longWindow) });
    service.push('1.1.0');
    await service.entered('AwaitRollbackWindow');
    await takeBack(service, 1);
    service.push('1.2.0');
    await service.entered('AwaitRollbackWindow', 1, 1);
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED', path: expect.not.arrayContaining(['RetireStable']) });
    expect((await service.deployments())[1]).toMatchObject({ status: 'RUNNING' });
    expect(await service.lanes()).toMatchObject({ blue: { weight: 0, desired: 2, running: 2 }, green: { weight: 100 } });
    expect(await service.ledger.heldLeases()).toEqual([]);
    await takeBack(service, 2);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 100, desired: 2, running: 2 }, green: { weight: 0, desired: 0 } });
  });
});

// Another listener's rule, say, of which Sluice knows nothing: at rest its users would meet nobody.
describe('an old lane that others still send requests to', () => {
  /** Another rule of the same load balancer forwards one request to the lane, as CloudWatch counts it. */
  function requestBesides({ world, wiring, now }: ReleasedService): void {
    const LoadBalancer = fullName(world.elb.loadBalancerArns()[0] ?? '');
    const dimensions = { LoadBalancer, TargetGroup: fullName(wiring.blue.targetGroupArn) };
    world.cloudWatch.record({ namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions, value: 1, unit: 'Count', at: now() });
  }

  it('runs on when the rollback window is over', async () => {
    const service = await aReleasedService();
    service.push('1.1.0');
    await service.entered('AwaitRollbackWindow');
    for (let minutes = 0; minutes < 4; minutes += 1) {
      await service.pass(60);
      requestBesides(service);
    }
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED', path: expect.not.arrayContaining(['RetireStable']) });
    expect(await service.lanes()).toMatchObject({ blue: { weight: 0, desired: 2, running: 2 }, green: { weight: 100 } });
    expect(await service.ledger.heldLeases()).toEqual([]);
  });
});
