import type { CountBlock } from '../../../core/analysis/blocks.ts';

/** A minute in which nothing was bad; a case names what it is about. */
export function aCountBlock(with_: Partial<CountBlock> = {}): CountBlock {
  return { startedAt: 0, candidate: { requests: 60, bad: 0 }, stable: { requests: 540, bad: 0 }, ...with_ };
}

/** Minutes from `from`, epoch seconds, on: candidate's requests and bad ones, then stable's. */
export function minutes(
  lanes: readonly (readonly [candidateRequests: number, candidateBad: number, stableRequests: number, stableBad: number])[],
  from = 0,
): readonly CountBlock[] {
  return lanes.map(([candidateRequests, candidateBad, stableRequests, stableBad], index) => ({
    startedAt: from + index * 60,
    candidate: { requests: candidateRequests, bad: candidateBad },
    stable: { requests: stableRequests, bad: stableBad },
  }));
}

/** Six uneven minutes: a share of 10 %, then 25 %, then 50 %. */
export const rampMinutes = minutes([
  [60, 1, 540, 5],
  [60, 0, 540, 2],
  [150, 6, 450, 4],
  [150, 3, 450, 3],
  [300, 8, 300, 2],
  [300, 0, 300, 0],
]);
