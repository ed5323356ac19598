import { describe, expect, it } from 'vitest';
import { logE, logEPath, maxLogE, timesAsBad } from '../../../core/analysis/conditional-mixture.ts';
import { aCountBlock } from './count-blocks.ts';

/** One block in which `x` of `n` bad requests were the candidate's, whose share of all requests was `share`. */
const errorsOf = (share: number, x: number, n: number) =>
  aCountBlock({ candidate: { requests: 1_000_000 * share, bad: x }, stable: { requests: 1_000_000 * (1 - share), bad: n - x } });

describe('conditionalMixture', () => {
  it.each([
    { share: 0.1, x: 3, n: 3, tau: 0, log: 5.84349 },
    { share: 0.1, x: 5, n: 10, tau: 0, log: 3.925703 },
    { share: 0.1, x: 20, n: 100, tau: 0, log: 2.305744 },
    { share: 0.5, x: 30, n: 40, tau: 0, log: 3.484644 },
    { share: 0.1, x: 3, n: 3, tau: 0.25, log: 5.352143 },
    { share: 0.1, x: 5, n: 10, tau: 0.25, log: 3.054923 },
    { share: 0.1, x: 20, n: 100, tau: 0.25, log: 0.280427 },
    { share: 0.5, x: 30, n: 40, tau: 0.25, log: 1.492115 },
  ])('has log E $log for $x of $n bad requests at a share of $share and tau $tau', ({ share, x, n, tau, log }) => {
    expect(Math.abs(logE([errorsOf(share, x, n)], tau) - log)).toBeLessThan(1e-6);
  });

  it.each([
    { stable: 0, at1: 3, at5: 2 },
    { stable: 1, at1: 4, at5: 3 },
    { stable: 5, at1: 6, at5: 5 },
    { stable: 10, at1: 8, at5: 7 },
    { stable: 50, at1: 18, at5: 16 },
  ])('needs $at1 bad requests of the candidate against $stable of stable at a share of 10 %', ({ stable, at1, at5 }) => {
    const needed = (alpha: number, x = 0): number =>
      logE([errorsOf(0.1, x, x + stable)], 0) >= Math.log(1 / alpha) ? x : needed(alpha, x + 1);
    expect([needed(0.01), needed(0.05)]).toEqual([at1, at5]);
  });

  it('considers 24 ratios from 1.25 to 200', () => {
    expect([timesAsBad.length, timesAsBad[0], timesAsBad[23]]).toEqual([24, 1.25, 200]);
  });

  it('learns nothing from a block that one lane or badness is absent from', () => {
    const blocks = [
      aCountBlock({ candidate: { requests: 0, bad: 0 }, stable: { requests: 900, bad: 90 } }),
      aCountBlock({ candidate: { requests: 900, bad: 90 }, stable: { requests: 0, bad: 0 } }),
      aCountBlock({ candidate: { requests: 900, bad: 0 }, stable: { requests: 900, bad: 0 } }),
    ];
    expect(logEPath(blocks, 0)).toEqual([0, 0, 0]);
  });

  it('remembers the most that was ever known', () => {
    const blocks = [errorsOf(0.1, 3, 3), errorsOf(0.1, 0, 40), errorsOf(0.1, 1, 2)];
    const path = logEPath(blocks, 0);
    expect(maxLogE(blocks, 0)).toBe(Math.max(...path));
    expect(maxLogE([errorsOf(0.1, 0, 40)], 0)).toBe(0);
    expect(logE(blocks, 0)).toBe(path[2]);
  });

  it('is the same for one block as for its parts with the same share', () => {
    expect(logE([errorsOf(0.1, 2, 5), errorsOf(0.1, 3, 5)], 0.25)).toBeCloseTo(logE([errorsOf(0.1, 5, 10)], 0.25), 10);
  });
});
