import type { Deployment } from './deployment.ts';
import { openDrift } from './drift.ts';
import { intendedPercent } from './drift-seen.ts';
import { showsPercent, type Traffic } from './traffic.ts';

/** Since when looks were refused in a row, ISO 8601; undefined: the last one could decide. */
export function refusedSince({
  unreadSince,
  lookedAt,
  seenAt,
}: Pick<Deployment, 'unreadSince' | 'lookedAt' | 'seenAt'>): string | undefined {
  const hasDecided = unreadSince !== undefined && [lookedAt, seenAt].some((at) => at !== undefined && at > unreadSince);
  return hasDecided ? undefined : unreadSince;
}

/** The percent of the candidate before the present step, while the rule shows that and not what is intended now; undefined: it does not. */
export function percentStillShown({ plan, stepIndex }: Pick<Deployment, 'plan' | 'stepIndex'>, traffic: Traffic): number | undefined {
  const percentBefore = intendedPercent({ plan, stepIndex: stepIndex - 1 });
  if (stepIndex < 0 || showsPercent(traffic, plan, intendedPercent({ plan, stepIndex }))) return undefined;
  return showsPercent(traffic, plan, percentBefore) ? percentBefore : undefined;
}

/**
 * Whether the rule may show the step before only because a shift was recorded and never sent: its answer was lost, every look since the step
 * began was refused what it needs to send it again, and no drift is known of. Fewer users are on the candidate then than was judged safe, so
 * nobody has to hurry.
 */
export function mayBeUnsent(deployment: Deployment, traffic: Traffic): boolean {
  const isKnownDrift = openDrift(deployment.drift) !== undefined;
  return isRefusedSinceBegun(deployment) && !isKnownDrift && percentStillShown(deployment, traffic) !== undefined;
}

/** A look that decided in this step rested on weights that were read back: the shift was sent. */
function isRefusedSinceBegun(deployment: Deployment): boolean {
  const { stepStartedAt, lookedAt, seenAt } = deployment;
  const since = refusedSince(deployment);
  if (stepStartedAt === undefined || since === undefined || since < stepStartedAt) return false;
  return [lookedAt, seenAt].every((at) => at === undefined || at <= stepStartedAt);
}
