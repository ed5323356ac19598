import type { CountBlock } from '../../core/analysis/blocks.ts';
import { conditionalMixture } from '../../core/analysis/conditional-mixture.ts';
import { logMeanExp } from '../../core/analysis/log-mean-exp.ts';
import { type Random, seededRandom } from '../../core/seeded-random.ts';
import { alpha } from './judge-inputs.ts';
import { binomial, gap } from './samplers.ts';
import { median } from './summary.ts';
import { seedOf } from './trace.ts';

/** The candidate's share of requests in these runs. */
const share = 0.1;

/** Chances that one request fails, by lane. */
export interface Rates {
  readonly stable: number;
  readonly candidate: number;
}

/**
 * Middle number of candidate requests until the comparison at tau 0 rolls back, when it looks after every single request: no rule that
 * keeps the same promise on the same counts and waits for blocks can do with fewer.
 */
export function requestFloor(rates: Rates, runs: number, seed: number, tau = 0): number {
  return median(
    Array.from({ length: runs }, (_, run) =>
      requestsUntilFound(rates, seededRandom(seedOf(`${seed}/floor/${rates.candidate}/${run}`)), tau),
    ),
  );
}

/** Requests without a failure change nothing, so that only the next failure is drawn, and how many were the candidate's until then. */
function requestsUntilFound({ stable, candidate }: Rates, random: Random, tau: number): number {
  const { size, add } = conditionalMixture(tau);
  const logs = new Float64Array(size);
  const fails = share * candidate + (1 - share) * stable;
  const candidateOfFailed = (share * candidate) / fails;
  const candidateOfFine = (share * (1 - candidate)) / (1 - fails);
  let served = 0;
  while (logMeanExp(logs) < -Math.log(alpha)) {
    const fine = gap(random, Math.log1p(-fails)) - 1;
    const isCandidate = random() < candidateOfFailed;
    served += binomial(random, fine, candidateOfFine) + (isCandidate ? 1 : 0);
    add(logs, isCandidate ? candidateFailed : stableFailed);
  }
  return served;
}

/** Only the ratio of requests counts: it is the chance by which the next request is the candidate's. */
const candidateFailed: CountBlock = { startedAt: 0, candidate: { requests: 1, bad: 1 }, stable: { requests: 9, bad: 0 } };
const stableFailed: CountBlock = { startedAt: 0, candidate: { requests: 1, bad: 0 }, stable: { requests: 9, bad: 1 } };
