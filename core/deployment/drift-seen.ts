import type { Deployment } from './deployment.ts';
import { type Drift, frozenSeconds, openDrift } from './drift.ts';
import { describeTraffic, showsPercent, type Traffic } from './traffic.ts';

/** The percent that was intended last: 0 before the first shift. */
export function intendedPercent({ plan, stepIndex }: Pick<Deployment, 'plan' | 'stepIndex'>): number {
  return plan.steps[stepIndex]?.candidatePercent ?? 0;
}

/**
 * What a look at the rule changes in what is known of a drift: it began, goes on, or is over. Undefined: nothing, the rule shows what was
 * intended and did so before. Whether other weights are explained by a shift in flight is for the caller to know.
 */
export function driftSeen(deployment: Deployment, traffic: Traffic, at: Date): Drift | undefined {
  const { plan, drift, seenAt, lookedAt, admittedAt } = deployment;
  const until = at.toISOString();
  const open = openDrift(drift);
  if (showsPercent(traffic, plan, intendedPercent(deployment))) return open && { ...open, state: 'over', until };
  const shows = describeTraffic(traffic);
  if (open?.shows === shows) return { ...open, until };
  // Only a record of an older version lacks the one and has the other.
  const intendedAt = open?.intendedAt ?? seenAt ?? lookedAt ?? admittedAt;
  return { state: 'seen', shows, since: until, until, intendedAt, secondsBefore: drift === undefined ? 0 : frozenSeconds(drift) };
}
