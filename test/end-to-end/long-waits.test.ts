import { describe, expect, it } from 'vitest';
import type { Call, CallFault } from '../../local/aws/router.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { editedAssembly } from './edited-assembly.ts';
import { setWeights } from './set-weights.ts';

const local = { roleArn: 'local' };
const hour = 3_600;

/** An operation that looks are refused while `isOn`, as a throttled account does. */
function throttling(operation: string) {
  const busy = Object.assign(new Error('Rate exceeded'), { name: 'Throttling', $metadata: { httpStatusCode: 400 } });
  const isLook = ({ caller }: Call) => /next-?step/i.test(caller.roleArn);
  const throttle = { isOn: false, refused: 0, fault: (call: Call): CallFault | undefined => refuse(call) };
  const refuse = (call: Call): CallFault | undefined => {
    if (!throttle.isOn || call.operation !== operation || !isLook(call)) return undefined;
    throttle.refused += 1;
    return { throwBefore: busy };
  };
  return throttle;
}

const step = (approval: boolean) => String.raw`{\"candidatePercent\":25,\"bake\":\"2m\",\"approval\":${approval}}`;

/** A good version at 5 %, whose next step a person has left unanswered for three hours. */
async function askedForHours(fault?: ReturnType<typeof throttling>['fault']) {
  const assembly = editedAssembly({ stack: 'SluiceStorefront', from: step(false), to: step(true) });
  const service = await aReleasedService({ assembly, ...(fault && { fault }) });
  service.push('1.1.0');
  const { name } = await service.entered('AwaitApproval');
  await service.pass(3 * hour);
  const approve = () => service.ask('ApprovalGiven', { deploymentId: name, stepIndex: 1, by: 'ada' });
  return { service, name, approve };
}

const isPromoted = async (service: ReleasedService) => {
  expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
  expect(service.users.seen().at(-1)).toBe('0/100');
};

describe('a good version that a person approves after hours', () => {
  it.each(['GetMetricData', 'DescribeRules'])(
    'is promoted, though %s is throttled for two minutes as the approval comes',
    async (operation) => {
      const throttle = throttling(operation);
      const { service, approve } = await askedForHours(throttle.fault);
      throttle.isOn = true;
      await approve();
      await service.pass(120);
      expect([throttle.refused > 0, service.users.seen()]).toEqual([true, ['100/0', '95/5']]);
      throttle.isOn = false;
      await isPromoted(service);
    },
  );

  it('is scaled and then promoted when stable has grown meanwhile', async () => {
    const { service, approve } = await askedForHours();
    const { cluster, blue } = service.wiring;
    await service.world.aws.call('ECS', 'UpdateService', { cluster, service: blue.ecsService, desiredCount: 12 }, local);
    await service.until('stable to grow', async () => (await service.lanes()).blue.healthy === 12);
    await approve();
    await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
    expect((await service.lanes()).green.healthy).toBe(12);
    await isPromoted(service);
  });

  it('is taken back when its looks still tell nothing after the patience that it had', async () => {
    const throttle = throttling('GetMetricData');
    const { service, approve } = await askedForHours(throttle.fault);
    throttle.isOn = true;
    await approve();
    expect(await service.ended()).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('no verdict') });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '100/0']);
  });
});

describe('weights that somebody set hours ago', () => {
  it('stay as they are while ELB refuses looks for minutes, and the release goes on once they are as intended', async () => {
    const throttle = throttling('DescribeRules');
    const service = await aReleasedService({ fault: throttle.fault });
    service.push('1.1.0');
    await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
    await service.pass(10);
    await setWeights(service, 60, 40);
    await service.pass(2 * hour);
    throttle.isOn = true;
    await service.until('a look to be refused', () => throttle.refused > 0);
    await service.pass(90);
    throttle.isOn = false;
    await service.pass(hour);
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '60/40']);
    await setWeights(service, 75, 25);
    await isPromoted(service);
  });
});
