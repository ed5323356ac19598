import { describe, expect, it } from 'vitest';
import { conditionalMixture, logEPath } from '../../../core/analysis/conditional-mixture.ts';
import { stepMixture } from '../../../core/analysis/step-mixture.ts';
import { minutes, rampMinutes } from './count-blocks.ts';
import { stepsAt } from './some-evidence.ts';

function pathOf(begins: readonly number[], stepsWithUsers: number) {
  const mixture = stepMixture(conditionalMixture(0.25), { steps: stepsAt(begins), stepsWithUsers });
  return rampMinutes.map((block) => {
    mixture.add(block);
    expect(mixture.bound()).toBeGreaterThanOrEqual(mixture.logE());
    return mixture.logE();
  });
}

const close = (logs: readonly number[]) => logs.map((log) => expect.closeTo(log, 8));

describe('stepMixture', () => {
  it('is the plain mixture when the plan has one step', () => {
    const path = pathOf([0], 1);
    expect(path).toEqual(close(logEPath(rampMinutes, 0.25)));
    expect(path).toEqual(close([-1.24425344, -1.610052702, -0.087603405, 0.34216093, 1.491530447, 1.491530447]));
  });

  it('is half the whole and half the mean of all planned steps', () => {
    expect(pathOf([0, 120, 240], 4)).toEqual(close([-0.588611557, -0.693300843, 0.014684247, 0.289210769, 1.064937744, 1.064937744]));
  });

  it('hears a step that goes wrong over a long time that went well', () => {
    const before = minutes(Array.from({ length: 120 }, () => [60, 0, 540, 5] as const));
    const broken = minutes(
      Array.from({ length: 3 }, () => [300, 18, 300, 3] as const),
      120 * 60,
    );
    const finalOf = (begins: readonly number[]) => {
      const mixture = stepMixture(conditionalMixture(0.25), { steps: stepsAt(begins), stepsWithUsers: begins.length });
      [...before, ...broken].forEach(mixture.add);
      return mixture.logE();
    };
    expect([finalOf([0]) > Math.log(100), finalOf([0, 120 * 60]) > Math.log(100)]).toEqual([false, true]);
  });

  it('says of the present what all blocks or the present step say, without the steps that ended', () => {
    const mixture = stepMixture(conditionalMixture(0.25), { steps: stepsAt([0, 60]), stepsWithUsers: 2 });
    mixture.add({ startedAt: 0, candidate: { requests: 60, bad: 9 }, stable: { requests: 540, bad: 0 } });
    expect([mixture.nowLogE() > 3, mixture.endedMost()]).toEqual([true, 0]);
    mixture.add({ startedAt: 60, candidate: { requests: 300, bad: 0 }, stable: { requests: 300, bad: 90 } });
    expect([mixture.nowLogE() < 0, mixture.endedMost() > 3, mixture.logE() > 3]).toEqual([true, true, true]);
  });
});
