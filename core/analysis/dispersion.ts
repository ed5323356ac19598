import type { CountBlock } from './blocks.ts';

/** How unevenly bad requests fall on a lane's blocks. */
export interface Dispersion {
  /** Chi-square over its degrees of freedom: 1 when each request is bad by chance alone, more when they come in bursts. */
  readonly ratio: number;
  /** Standard deviations by which the ratio is above 1 by chance. */
  readonly deviations: number;
}

/** Fewer blocks than this say nothing about how they vary. */
const fewestBlocks = 3;
/** Fewer bad requests than this cannot form a burst that chance does not. */
const fewestBad = 3;
const ratioMax = 2;
const deviationsMax = 3;

/**
 * Dispersion of stable's bad requests around its own mean rate: chi-square of the homogeneity of its blocks. Its standard deviation,
 * `sqrt(2 / df + 1 / (df mean))` with `mean` bad requests expected of a block, tells how much of it is chance; it is widest where few
 * bad requests are expected. Undefined: fewer than three blocks with requests or than three bad requests, or nothing but bad ones.
 */
export function dispersionOf(blocks: readonly CountBlock[]): Dispersion | undefined {
  let [served, requests, bad, squares] = [0, 0, 0, 0];
  for (const { stable } of blocks) {
    if (stable.requests === 0) continue;
    served++;
    requests += stable.requests;
    bad += stable.bad;
    squares += stable.bad ** 2 / stable.requests;
  }
  if (served < fewestBlocks || bad < fewestBad || bad === requests) return undefined;
  const rate = bad / requests;
  // The sum of (bad - expected)^2 / (expected (1 - rate)) in one pass.
  const chiSquare = (squares / rate - bad) / (1 - rate);
  const degrees = served - 1;
  const ratio = chiSquare / degrees;
  const deviation = Math.sqrt((2 + 1 / (bad / served)) / degrees);
  return { ratio, deviations: (ratio - 1) / deviation };
}

/** True: more than twice as uneven as chance makes it, and by more than three standard deviations. */
export function isClustered(dispersion: Dispersion | undefined): boolean {
  return dispersion !== undefined && dispersion.ratio > ratioMax && dispersion.deviations > deviationsMax;
}
