import { findRoot } from './brent.ts';

/** By how much values of x lie above those of y: the Hodges-Lehmann estimate and its confidence interval, in the values' own unit. */
export interface Shift {
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
}

/** How exactly a shift is wanted. */
export interface ShiftSearch {
  /** Phi^-1((1 + confidence) / 2): 2.326 for 98 %. */
  readonly quantile: number;
  /** In the values' own unit. */
  readonly tolerance: number;
}

/** Trial points of one root: bisection alone needs about 60 to tell any two doubles of one sign apart. */
const trialsMax = 1_000;

/**
 * Inverts the Mann-Whitney test with normal approximation, average ranks, tie and continuity correction, as R's
 * `wilcox.test(x, y, exact = FALSE, conf.int = TRUE)` does. For each shift mu the ranks of x - mu among y give
 * `D(mu) = (W - 0.5 sign W) / sigma`, which falls in steps as mu rises; the interval ends where D crosses the quantile on either side, or
 * at the outermost difference of the samples when it never does, and the estimate is where it crosses 0.
 *
 * Takes at least one value of each. All NaN when the test has no variance, that is when both samples are constant, and when a difference
 * is beyond the range of numbers. Sources: Bauer 1972 (J. Am. Stat. Assoc. 67, 687-690); Hollander & Wolfe, Nonparametric Statistical Methods, chapter 4.
 */
export function mannWhitneyShift(x: readonly number[], y: readonly number[], { quantile, tolerance }: ShiftSearch): Shift {
  const sortedX = Float64Array.from(x).sort();
  const sortedY = Float64Array.from(y).sort();
  const deviation = (shift: number) => standardDeviations(sortedX, sortedY, shift);
  const leastAt = at(sortedX, 0) - at(sortedY, sortedY.length - 1);
  const mostAt = at(sortedX, sortedX.length - 1) - at(sortedY, 0);
  const least = deviation(leastAt);
  const most = deviation(mostAt);
  if (Number.isNaN(least) || Number.isNaN(most)) return { low: Number.NaN, estimate: Number.NaN, high: Number.NaN };
  const crossing = (level: number): number => {
    if (least <= level) return leastAt;
    if (most >= level) return mostAt;
    const low = { at: leastAt, value: least - level };
    const high = { at: mostAt, value: most - level };
    return findRoot((shift) => deviation(shift) - level, low, high, { tolerance, trialsMax });
  };
  return { low: crossing(quantile), estimate: crossing(0), high: crossing(-quantile) };
}

/** D(shift). One merge of two sorted samples: equal values share the average of their ranks. */
function standardDeviations(x: Float64Array, y: Float64Array, shift: number): number {
  const n = x.length;
  const m = y.length;
  let i = 0;
  let j = 0;
  let ranksOfX = 0;
  let ties = 0;
  let nextX = at(x, 0) - shift;
  let nextY = at(y, 0);
  while (i < n || j < m) {
    const value = i < n && !(nextY < nextX) ? nextX : nextY;
    const before = i + j;
    const beforeX = i;
    for (; nextX === value; nextX = at(x, i) - shift) i += 1;
    for (; nextY === value; nextY = at(y, j)) j += 1;
    const tied = i + j - before;
    if (tied === 0) return Number.NaN;
    ties += tied * tied * tied - tied;
    ranksOfX += (i - beforeX) * (before + (tied + 1) / 2);
  }
  const w = ranksOfX - (n * (n + 1)) / 2 - (n * m) / 2;
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  return (w - Math.sign(w) / 2) / Math.sqrt(variance);
}

/** NaN behind the end, which equals nothing and is below nothing. */
function at(sorted: Float64Array, index: number): number {
  return sorted[index] ?? Number.NaN;
}
