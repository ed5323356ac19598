import type { CountBlock } from './blocks.ts';

/**
 * Log of the evidence that the candidate is less than `worseMax` times as bad as stable: the likelihood ratio of "as good as stable"
 * over "`worseMax` times as bad", given the bad requests of each block. At a candidate that is `worseMax` times as bad it reaches
 * log(1 / beta), ever, with a chance of at most beta. Nothing bad on either lane says nothing: 0.
 */
export function logENotWorse(blocks: readonly CountBlock[], worseMax: number): number {
  const logWorse = Math.log(worseMax);
  let log = 0;
  for (const { candidate, stable } of blocks) {
    const bad = candidate.bad + stable.bad;
    if (bad === 0 || candidate.requests === 0 || stable.requests === 0) continue;
    const share = candidate.requests / (candidate.requests + stable.requests);
    log += bad * Math.log1p(share * (worseMax - 1)) - candidate.bad * logWorse;
  }
  return log;
}

/**
 * What one bad request of either lane adds to {@link logENotWorse} on average when the candidate is as good as stable and serves
 * `share` of the requests: KL(Bern(share) || Bern(th(worseMax))), nats. It takes `ln(1 / beta)` over this many in all.
 */
export function natsPerBadRequest(share: number, worseMax: number): number {
  return Math.log1p(share * (worseMax - 1)) - share * Math.log(worseMax);
}
