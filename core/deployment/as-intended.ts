import { intendedPercent } from './drift-seen.ts';
import type { Progressing, Seen } from './move.ts';
import { forward, weightsOf } from './traffic.ts';

/** Traffic and targets as they should be: for a decision that does not rest on them. */
export function asIntended(deployment: Progressing): Pick<Seen, 'traffic' | 'healthyCandidates' | 'healthyStable'> {
  const { plan } = deployment;
  const healthyStable = plan.stable.desiredCount;
  const healthyCandidates = Math.max(plan.candidate.desiredCount, healthyStable);
  return { traffic: weightsOf(forward(plan, intendedPercent(deployment))), healthyCandidates, healthyStable };
}
