import { describe, expect, it } from 'vitest';
import type { Json } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { aPlan, blueArn, greenArn, someActions } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import type { Act } from './acts.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';

const invalid = 'ApplicationAutoScaling.ValidationException';
const target = { ServiceNamespace: 'ecs', ResourceId: 'service/prod/orders-blue', MinCapacity: 2 };
const whole = { serving: [blueArn], candidateCount: 0 };

/** Takes users back while Application Auto Scaling answers both requests like this, for ever. */
async function takeBack(acts: readonly Act[], error: string, cause: string) {
  const plan = aPlan({ holdScaling: [{ ...target, SuspendedState: { DynamicScalingInSuspended: true } }], restoredScaling: [target] });
  const faults = acts.map((act) => ({ act, times: Number.POSITIVE_INFINITY, error, cause }));
  const bench = new MachineBench({ plan, actions: someActions(75, 25) as unknown as Json, faults });
  bench.candidateCount = 4;
  const beganMs = bench.clock.now().getTime();
  const input = { plan: plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm x went to ALARM' } };
  const seen = await bench.run(restoreDefinition(deploymentText), input);
  return { ...seen, seconds: (bench.clock.now().getTime() - beganMs) / 1_000, plan };
}

/** Promotes a candidate while Application Auto Scaling answers what moves scaling to it like this, for ever. */
function promote(error: string, cause: string) {
  const fault = { act: 'scale', times: Number.POSITIVE_INFINITY, error, cause } as const;
  return new MachineBench({ plan: aPlan({ promotedScaling: [target, target] }), moves: [aShift(0, 100)], faults: [fault] }).run(
    deploymentText,
  );
}

/** What Application Auto Scaling may say of a target that is not there. */
const gone = [
  'MinCapacity and MaxCapacity are required for a new scalable target (Service: ApplicationAutoScaling, Status Code: 400)',
  'No scalable target registered for service namespace: ecs',
  'Max capacity must be specified when registering',
];
/** Answers about a target that is there. */
const refused = [
  [invalid, 'Minimum capacity must be from 0 to the maximum capacity, not 4 (maximum 2)'],
  [invalid, 'The role is not authorized to scale this resource'],
  ['ApplicationAutoScaling.ConcurrentUpdateException', 'a new scalable target'],
  ['ApplicationAutoScaling.ApplicationAutoScalingException', 'Rate exceeded for scalable target: MaxCapacity required'],
] as const;

// A safe release was taken back at its last moment, with every user on it.
describe('a promotion whose scalable targets somebody took away', () => {
  it.each(gone)('ends well, and asks once for each: %s', async (cause) => {
    const seen = await promote(invalid, cause);
    expect(seen).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'], pages: 0 });
    expect(seen.path.filter((state) => /Promoted.*Target|ToTransfer/.test(state))).toEqual([
      ...['PromotedScalingTarget', 'NothingToTransfer'],
      ...['PromotedScalingTarget', 'NothingToTransfer'],
    ]);
  });

  it.each(refused)('goes back when scaling that is there cannot be moved: %s, %s', async (error, cause) => {
    const seen = await promote(error, cause);
    expect(seen).toMatchObject({ serving: [blueArn] });
    expect(seen.outcome).toMatchObject({ cause: expect.stringContaining('ScalingNotTransferred') });
  });
});

// Users are back and nothing scales the lane: a way back that never ended would keep the service from every later release.
describe('a way back whose scalable target somebody took away', () => {
  it.each(gone)('ends well, and asks once: %s', async (cause) => {
    const { plan, seconds, path, ...seen } = await takeBack(['hold', 'scale'], invalid, cause);
    expect(seen).toMatchObject({ ...whole, recorded: ['rolled-back'], pages: 0 });
    expect(path).toEqual(expect.arrayContaining(['NothingToHold', 'NothingToRestore']));
    expect(seconds).toBe(plan.drainSeconds);
  });

  it.each(refused)('calls a person when scaling that is there cannot be held or given back: %s, %s', async (error, cause) => {
    for (const act of ['hold', 'scale'] as const)
      expect(await takeBack([act], error, cause)).toMatchObject({ ...whole, recorded: ['needs-human'], pages: 1 });
  });
});
