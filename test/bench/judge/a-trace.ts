import type { Trace } from '../../../bench/judge/trace.ts';

/** An hour of one step: candidate requests and failures by minute; stable has nine times the requests and the given failures. */
export function aTrace(candidate: readonly (readonly [requests: number, bad: number])[], stableBad = 0): Trace {
  const blocks = candidate.map(([requests, bad], minute) => ({
    startedAt: minute * 60,
    candidate: { requests, bad },
    stable: { requests: 9 * requests, bad: stableBad },
  }));
  return {
    blocks,
    steps: [{ stepIndex: 0, candidatePercent: 10, beganAt: 0 }],
    stepsPlanned: 1,
    configuredShares: blocks.map(() => 0.1),
  };
}
