import type { Evidence, StepBegin } from './evidence.ts';

/** Candidate's share of all requests, 0..1. */
export interface AaShare {
  readonly observed: number;
  /** What the weights say, over the same requests; absent where no step names a percent. */
  readonly configured?: number;
}

/** The share of the first series that counts requests; undefined when none was served. A judge uses observed shares alone: this is for people. */
export function shareOfCandidate({ metrics, steps }: Evidence): AaShare | undefined {
  const series = Object.values(metrics).flatMap(({ counts }) => Object.values(counts));
  const blocks = series.find((each) => each.length > 0) ?? [];
  let [candidateRequests, requests, configured] = [0, 0, 0];
  for (const { startedAt, candidate, stable } of blocks) {
    const percent = stepAt(steps, startedAt)?.candidatePercent;
    if (percent === undefined || stable.requests === 0) continue;
    candidateRequests += candidate.requests;
    requests += candidate.requests + stable.requests;
    configured += ((candidate.requests + stable.requests) * percent) / 100;
  }
  if (requests === 0) return undefined;
  return { observed: candidateRequests / requests, ...(configured > 0 && { configured: configured / requests }) };
}

function stepAt(steps: readonly StepBegin[], startedAt: number): StepBegin | undefined {
  return steps.findLast(({ beganAt }) => beganAt <= startedAt);
}
