import type { CountBlock } from './blocks.ts';
import { geometric } from './geometric.ts';
import { logMeanExp } from './log-mean-exp.ts';
import { softplusOnLattice } from './softplus-lattice.ts';

/**
 * A set of alternatives to one null hypothesis. `add` adds the log of each alternative's likelihood ratio for one block to `logs`, which
 * begins with zeros; the mean of e^logs is then an e-process: under the null it is 100 or more, ever, with a chance of at most 1 in 100.
 */
export interface Alternatives {
  readonly size: number;
  /** Answers the largest log, or undefined when the block says nothing. */
  add(logs: Float64Array, block: CountBlock): number | undefined;
}

const [leastTimes, mostTimes, points] = [1.25, 200, 24];
/** How many times as bad the candidate might be, R_j: 24 points from 1.25 to 200, evenly spaced on the log scale. */
export const timesAsBad: readonly number[] = geometric(leastTimes, mostTimes, points);
const logLeast = Math.log(leastTimes);
const spacing = Math.log(mostTimes / leastTimes) / (points - 1);
const addSoftplus = softplusOnLattice({ spacing, points });

/**
 * The candidate is R_j times as bad as the null allows, against the null that its rate of bad requests is at most (1 + tau) times
 * stable's. Given the number of bad requests in a block, how many of them are the candidate's is binomial, whatever the common rate is:
 * a common incident says nothing. A block in which a lane served nothing, or nothing was bad, says nothing either.
 *
 * With odds `a = (1 + tau) c / b` the log of the ratio is `x log R_j + n log((1 + a) / (1 + a R_j))`, where `x` of the `n` bad requests
 * are the candidate's. It falls as tau grows, so a wider tau chosen after the fact is never a weaker promise. Conditional binomial
 * mixture: Lindon and Malek, arXiv 2011.03567; Ville's inequality.
 */
export function conditionalMixture(tau: number): Alternatives {
  const add = (logs: Float64Array, { candidate, stable }: CountBlock): number | undefined => {
    const bad = candidate.bad + stable.bad;
    if (bad === 0 || candidate.requests === 0 || stable.requests === 0) return undefined;
    const odds = ((1 + tau) * candidate.requests) / stable.requests;
    return addSoftplus(logs, {
      constant: candidate.bad * logLeast + bad * Math.log1p(odds),
      slope: candidate.bad * spacing,
      times: -bad,
      from: Math.log(odds) + logLeast,
    });
  };
  return { size: points, add };
}

/** Log of the e-value after each block, in order. */
export function logEPath(blocks: readonly CountBlock[], tau: number): readonly number[] {
  const { size, add } = conditionalMixture(tau);
  const logs = new Float64Array(size);
  return blocks.map((block) => {
    add(logs, block);
    return logMeanExp(logs);
  });
}

/** Log of the e-value of all blocks together. */
export function logE(blocks: readonly CountBlock[], tau: number): number {
  const { size, add } = conditionalMixture(tau);
  const logs = new Float64Array(size);
  for (const block of blocks) add(logs, block);
  return logMeanExp(logs);
}

/** Largest log e-value after any of the blocks, 0 at least: the log of one over the anytime-valid p-value. */
export function maxLogE(blocks: readonly CountBlock[], tau: number): number {
  const { size, add } = conditionalMixture(tau);
  const logs = new Float64Array(size);
  let max = 0;
  for (const block of blocks) {
    // A mean is at most its largest part: most blocks of a healthy release need no more than this look.
    if ((add(logs, block) ?? 0) > max) max = Math.max(max, logMeanExp(logs));
  }
  return max;
}
