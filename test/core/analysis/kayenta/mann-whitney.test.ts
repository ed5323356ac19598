import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mannWhitneyShift } from '../../../../core/analysis/kayenta/mann-whitney.ts';

const z95 = 1.959963984540054;
const z98 = 2.3263478740408408;
const finely = { quantile: z98, tolerance: 1e-9 };

describe('mannWhitneyShift', () => {
  it('is the interval (6, 39) around 22.5 for [10,20,30,40] against [1,2,3,4] at 0.95', () => {
    expect(mannWhitneyShift([10, 20, 30, 40], [1, 2, 3, 4], { quantile: z95, tolerance: 1e-4 })).toEqual({
      low: 6,
      estimate: 22.5,
      high: 39,
    });
  });

  it("finds the jumps of the test for New York's ozone in May against August 1973, which has ties", () => {
    const may = [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37];
    const august = [39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85];
    const { low, estimate, high } = mannWhitneyShift(may, august, { quantile: z95, tolerance: 1e-4 });
    expect([low, estimate, high].map((value) => Number(value.toFixed(3)))).toEqual([-53, -32, -15]);
  });

  it('answers the point of a level stretch that the original root search meets, digit for digit', () => {
    expect(mannWhitneyShift([12, 15, 19, 40, 42, 80], [3, 5, 6, 21, 22, 23, 60], { quantile: z98, tolerance: 1e-4 })).toEqual({
      low: -18.00002431702207,
      estimate: 13.719337309911392,
      high: 58.000003636629955,
    });
  });

  it('ends where the test by its definition crosses the quantile', () => {
    fc.assert(
      fc.property(samples, samples, (x, y) => {
        fc.pre(new Set(x).size > 1 || new Set(y).size > 1);
        const found = mannWhitneyShift(x, y, finely);
        const crossed = (at: number, level: number) => expectCrossing(x, y, at, level);
        crossed(found.low, z98);
        crossed(found.estimate, 0);
        crossed(found.high, -z98);
      }),
      { numRuns: 300 },
    );
  });

  it('moves with its first sample', () => {
    fc.assert(
      fc.property(samples, samples, fc.integer({ min: -50, max: 50 }), (x, y, by) => {
        fc.pre(new Set(x).size > 1 || new Set(y).size > 1);
        const at = mannWhitneyShift(x, y, finely);
        const moved = mannWhitneyShift(
          x.map((value) => value + by),
          y,
          finely,
        );
        expect(moved.low).toBeCloseTo(at.low + by, 6);
        expect(moved.high).toBeCloseTo(at.high + by, 6);
      }),
    );
  });

  it('is not a number for two constants', () => {
    const none = { low: Number.NaN, estimate: Number.NaN, high: Number.NaN };
    expect([mannWhitneyShift([7], [3], finely), mannWhitneyShift([7], [3, 3], finely)]).toEqual([none, none]);
  });
});

/** Small whole numbers, so that ties are common. */
const samples = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 12 });

/** D falls in steps: just below the crossing it is at least the level, just above at most; beyond the outermost differences nothing is asked. */
function expectCrossing(x: readonly number[], y: readonly number[], at: number, level: number): void {
  const least = Math.min(...x) - Math.max(...y);
  const most = Math.max(...x) - Math.min(...y);
  if (at > least) expect(definition(x, y, at - 1e-6)).toBeGreaterThanOrEqual(level);
  else expect(definition(x, y, least + 1e-6)).toBeLessThanOrEqual(level);
  if (at < most) expect(definition(x, y, at + 1e-6)).toBeLessThanOrEqual(level);
  else expect(definition(x, y, most - 1e-6)).toBeGreaterThanOrEqual(level);
}

/** The statistic by counting pairs, without ranks: W is wins minus half the pairs, a tie half a win. */
function definition(x: readonly number[], y: readonly number[], shift: number): number {
  const moved = x.map((value) => value - shift);
  const wins = moved.flatMap((a) => y.map((b) => (a > b ? 1 : a === b ? 0.5 : 0))).reduce<number>((sum, win) => sum + win, 0);
  const all = [...moved, ...y];
  const ties = [...new Set(all)].map((value) => all.filter((other) => other === value).length).reduce((sum, t) => sum + t ** 3 - t, 0);
  const [n, m] = [x.length, y.length];
  const w = wins - (n * m) / 2;
  return (w - Math.sign(w) / 2) / Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
}
