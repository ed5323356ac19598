import { describe, expect, it } from 'vitest';
import { historyCosts } from '../../core/deployment/history-budget.ts';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { aPlan } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';

/** Where each call is made once. */
const withoutRetries = restoreDefinition(deploymentText).replaceAll(/"MaxAttempts":\d+/g, '"MaxAttempts":0');

// The history budget adds up these figures: a plan that is admitted must fit.
describe('the history that a pass costs', () => {
  const spent = async (moves: readonly JsonObject[], lateReads = 0) => {
    const bench = new MachineBench({ moves });
    bench.lateReads = lateReads;
    const approve = ({ clock, tokens }: MachineBench) => clock.after(600_000, () => void tokens.succeed(bench.approvalToken, {}));
    return (await bench.run(deploymentText, {}, approve)).historyEvents;
  };
  const look = { kind: 'bake', bakeSeconds: 60, because: 'bakes' };

  it.each([
    ['a look', historyCosts.look.full, look],
    ['a look that scales', historyCosts.look.partial, { ...look, kind: 'scale', candidateCount: 4 }],
    ['a look that calls people', historyCosts.look.full + historyCosts.page, { ...look, kind: 'hold', stepIndex: 0 }],
    ['an approval', historyCosts.approval, { kind: 'approve', stepIndex: 1, waitSeconds: 1_800, because: 'asked for' }],
    [
      'an approval that is asked for again',
      historyCosts.approval,
      { kind: 'approve', stepIndex: 1, waitSeconds: 300, because: 'asked for' },
    ],
  ])('%s is what the budget says', async (_, cost, move) => {
    expect((await spent([aShift(0, 5), move, aShift(1, 100)])) - (await spent([aShift(0, 5), aShift(1, 100)]))).toBe(cost);
  });

  it('a shift whose weights show at the tenth read is what the budget says', async () => {
    const ofOneMore = async (lateReads: number) => {
      const [one, two] = await Promise.all([spent([aShift(0, 100)], lateReads), spent([aShift(0, 5), aShift(1, 100)], lateReads)]);
      return two - one;
    };
    expect(await ofOneMore(9)).toBe(historyCosts.shift);
    expect(historyCosts.shift - (await ofOneMore(0))).toBe(9 * 9);
  });

  // `fixed` counts as much for each.
  it.each([
    [
      'scaling that is never held',
      { act: 'hold', times: Number.POSITIVE_INFINITY, error: 'ApplicationAutoScaling.ValidationException' },
      300,
    ],
    ['a rule that nobody can read late in a drain', { act: 'read', times: 4, error: 'States.DataLimitExceeded' }, 40],
  ] as const)('%s costs a drain no more than the budget says, retries apart', async (_, fault, cost) => {
    const spentWith = async (times: number) => {
      const target = { ServiceNamespace: 'ecs', SuspendedState: { DynamicScalingInSuspended: true } };
      const bench = new MachineBench({ plan: aPlan({ holdScaling: [target, target], drainSeconds: 3_660 }) });
      const input = { plan: bench.plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
      if (fault.act === 'hold') bench.fail({ ...fault, times });
      // The read that follows is the one at the end of the drain.
      const late = ({ clock }: MachineBench) => clock.after(60_000, () => fault.act === 'read' && bench.fail({ ...fault, times }));
      return (await bench.run(withoutRetries, input, late)).historyEvents;
    };
    const more = (await spentWith(fault.times)) - (await spentWith(0));
    expect(more).toBeGreaterThan(cost / 2);
    expect(more).toBeLessThanOrEqual(cost);
  });
});
