import type { CountBlock } from './blocks.ts';
import type { Alternatives } from './conditional-mixture.ts';
import { largest } from './log-mean-exp.ts';

const bets = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9] as const;

/**
 * The candidate is worse, against the null that swapping it with a baseline of the same size and age would change nothing. A block of a
 * thousand bad requests at once counts no more than one of a single one, so bursts that hit either lane alike are no evidence.
 *
 * The stake of a block is `g = (x - y) / (x + y)`, E the mean over the bets of the product of `1 + bet g`. Where the candidate served
 * more than the baseline, `d = (c - b) / (c + b)` of bad requests are its by size alone, and `(g - d) / (1 + d)` is staked: its mean is
 * still at most 0, and it is never below -1.
 */
export const pairedSwap: Alternatives = {
  size: bets.length,
  add(logs, { candidate, stable }: CountBlock) {
    const bad = candidate.bad + stable.bad;
    if (bad === 0 || candidate.requests === 0 || stable.requests === 0) return undefined;
    const larger = Math.max(0, (candidate.requests - stable.requests) / (candidate.requests + stable.requests));
    const stake = ((candidate.bad - stable.bad) / bad - larger) / (1 + larger);
    bets.forEach((bet, index) => {
      logs[index] = (logs[index] ?? 0) + Math.log1p(bet * stake);
    });
    return largest(logs);
  },
};
