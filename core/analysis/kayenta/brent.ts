/** The widest gap between two trial points that is still one root, and how many trial points are spent at most. */
export interface RootSearch {
  /** In units of the argument. */
  readonly tolerance: number;
  readonly trialsMax: number;
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/**
 * A root of `f` between two arguments at which it has opposite signs; where it jumps over zero, the jump. An end that is a root already is
 * the answer; of the last bracket the better end is. Total: ends without opposite signs give one of them or a point between.
 *
 * Source: R. P. Brent, Algorithms for Minimization Without Derivatives (1973), chapter 4, `zero`.
 */
export function findRoot(f: (argument: number) => number, low: Point, high: Point, { tolerance, trialsMax }: RootSearch): number {
  if (low.value === 0) return low.at;
  if (high.value === 0) return high.at;
  let previous = low;
  let best = high;
  let opposite = low;
  for (let trials = 0; trials < trialsMax; trials += 1) {
    const lastStep = best.at - previous.at;
    if (Math.abs(opposite.value) < Math.abs(best.value)) {
      previous = best;
      best = opposite;
      opposite = previous;
    }
    const least = 2 * Number.EPSILON * Math.abs(best.at) + tolerance / 2;
    const half = (opposite.at - best.at) / 2;
    if (Math.abs(half) <= least || best.value === 0) return best.at;
    const interpolable = Math.abs(lastStep) >= least && Math.abs(previous.value) > Math.abs(best.value);
    const step = (interpolable ? interpolatedStep(previous, best, opposite, lastStep, least) : undefined) ?? half;
    previous = best;
    const at = best.at + (Math.abs(step) < least ? (step > 0 ? least : -least) : step);
    best = { at, value: f(at) };
    if (best.value * opposite.value > 0) opposite = previous;
  }
  return best.at;
}

/** The secant step, or the inverse quadratic one where three points differ; undefined when it leaves the bracket or gains too little. */
function interpolatedStep(previous: Point, best: Point, opposite: Point, lastStep: number, least: number): number | undefined {
  const width = opposite.at - best.at;
  let numerator: number;
  let denominator: number;
  if (previous.at === opposite.at) {
    const slope = best.value / previous.value;
    numerator = width * slope;
    denominator = 1 - slope;
  } else {
    const r = previous.value / opposite.value;
    const s = best.value / opposite.value;
    const t = best.value / previous.value;
    numerator = t * (width * r * (r - s) - (best.at - previous.at) * (s - 1));
    denominator = (r - 1) * (s - 1) * (t - 1);
  }
  if (numerator > 0) denominator = -denominator;
  else numerator = -numerator;
  const inside = numerator < 0.75 * width * denominator - Math.abs(least * denominator) / 2;
  return inside && numerator < Math.abs((lastStep * denominator) / 2) ? numerator / denominator : undefined;
}
