import type { AnalysisPlan } from '../deployment/analysis-plan.ts';
import type { LaneCounts, Observation, Verdict } from './observation.ts';

/**
 * Says what one look at both lanes means: the candidate's error rate against the SLO, once enough requests were seen.
 *
 * - **Observed counts only.** Shares never come from configured weights.
 * - **Silence is not success.** Missing, partial or impossible numbers are `inconclusive`, with what is still needed.
 * - **A common cause is nobody's fault.** When stable breaches the SLO too, the candidate is neither blamed nor promoted.
 *
 * Total: never throws, whatever the numbers are.
 */
export function judge(observation: Observation, analysis: AnalysisPlan): Verdict {
  const { candidate, stable, complete } = observation;
  if (!complete) return inconclusive('the metrics of this window are not complete yet; look again later');
  const impossible = whatIsImpossible('candidate', candidate) ?? whatIsImpossible('stable', stable);
  if (impossible !== undefined) return inconclusive(`${impossible}: such numbers prove nothing; look again later`);
  const missing = analysis.minimumRequests - candidate.requests;
  if (missing > 0) {
    return inconclusive(`${candidate.requests} candidate requests, need ${analysis.minimumRequests}: about ${Math.ceil(missing)} more`);
  }
  const rate = rateOf(candidate);
  const found = `${candidate.errors} of ${candidate.requests} candidate requests failed (${percent(rate)}), allowed are ${percent(analysis.errorRateMax)}`;
  if (rate <= analysis.errorRateMax) return { kind: 'safe', because: found };
  const stableRate = rateOf(stable);
  if (stableRate <= analysis.errorRateMax) return { kind: 'regressed', because: found };
  return inconclusive(`${found}; stable is at ${percent(stableRate)}, so a common cause is likely and the candidate is not blamed`);
}

function whatIsImpossible(role: 'candidate' | 'stable', { requests, errors }: LaneCounts): string | undefined {
  if (!Number.isFinite(requests) || !Number.isFinite(errors)) return `${role} has ${requests} requests and ${errors} errors`;
  if (requests < 0 || errors < 0 || errors > requests) return `${role} has ${errors} errors in ${requests} requests`;
  return undefined;
}

/** A lane without requests, such as stable at 100 %, has no errors either. */
function rateOf({ requests, errors }: LaneCounts): number {
  return requests === 0 ? 0 : errors / requests;
}

function percent(rate: number): string {
  return `${Number((rate * 100).toPrecision(3))} %`;
}

function inconclusive(because: string): Verdict {
  return { kind: 'inconclusive', because };
}
