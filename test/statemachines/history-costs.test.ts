import { describe, expect, it } from 'vitest';
import { historyCosts } from '../../core/deployment/history-budget.ts';
import type { JsonObject } from '../../local/asl/json.ts';
import { aShift } from './a-shift.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';

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
});
