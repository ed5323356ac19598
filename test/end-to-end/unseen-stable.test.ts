import { ElasticLoadBalancingV2ServiceException } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import type { Call, CallFault } from '../../local/aws/router.ts';
import { aReleasedService } from './a-released-service.ts';
import { atAQuarter, ring } from './mid-flight.ts';
import { setWeights } from './set-weights.ts';

/** ELB, which answers nothing but errors to these calls while `down`, whoever asks. */
function blindElb(operations: readonly string[]) {
  const error = new ElasticLoadBalancingV2ServiceException({
    ...{ name: 'InternalFailure', $fault: 'server', message: 'the test took it down', $metadata: { httpStatusCode: 500 } },
  });
  const elb = { down: false, fault: (call: Call): CallFault | undefined => refuse(call) };
  const refuse = ({ service, operation }: Call): CallFault | undefined =>
    elb.down && service === 'ElasticLoadBalancingV2' && operations.includes(operation) ? { throwBefore: error } : undefined;
  return elb;
}

/** A regressed release at a quarter, whose stable somebody emptied, after its own way back and the first restore found that. */
async function gaveUp(elb: ReturnType<typeof blindElb>) {
  const service = await aReleasedService({ fault: elb.fault });
  const { cluster, blue } = service.wiring;
  const size = (desiredCount: number) =>
    service.world.aws.call('ECS', 'UpdateService', { cluster, service: blue.ecsService, desiredCount }, { roleArn: 'local' });
  await atAQuarter(service);
  await size(0);
  await service.until('stable to be empty', async () => (await service.lanes()).blue.running === 0);
  await ring(service);
  await service.until('the first restore to give up', async () => (await service.restores())[0]?.error === 'NeedsHuman');
  return { service, size };
}

describe.each([
  ['which targets are healthy', ['DescribeTargetHealth']],
  ['anything', ['DescribeTargetHealth', 'DescribeRules']],
])('while ELB does not say %s, after stable was found empty', (_, operations) => {
  it('restores send nobody there until it runs again', async () => {
    const elb = blindElb(operations);
    const { service, size } = await gaveUp(elb);
    // What a person does who is called: every user to the lane that serves.
    await setWeights(service, 0, 100);
    elb.down = true;
    for (let looks = 0; looks < 40; looks += 1) {
      await service.pass(15);
      expect((await service.lanes()).blue.weight).toBe(0);
    }
    expect((await service.restores()).length).toBeGreaterThan(3);
    await size(2);
    await service.until('stable to run', async () => (await service.lanes()).blue.running > 0);
    const ranAt = service.now().getTime();
    await service.until('every user on stable', async () => (await service.lanes()).blue.weight === 100);
    expect(service.now().getTime() - ranAt).toBeLessThan(90_000);
  });
});
