import type { CountBlock } from './blocks.ts';

/**
 * How many times as often the candidate's requests were bad as stable's, block by block against the same block, so that what hits both
 * lanes does not count: Mantel and Haenszel's rate ratio. Not finite when stable had no bad requests.
 */
export function rateRatio(blocks: Iterable<CountBlock>): number {
  let [candidateBad, stableBad] = [0, 0];
  for (const { candidate, stable } of blocks) {
    const requests = candidate.requests + stable.requests;
    if (candidate.requests === 0 || stable.requests === 0) continue;
    candidateBad += (candidate.bad * stable.requests) / requests;
    stableBad += (stable.bad * candidate.requests) / requests;
  }
  return candidateBad / stableBad;
}
