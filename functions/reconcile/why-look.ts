import type { RuleActions } from '../../core/deployment/aws-requests.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { intendedPercent } from '../../core/deployment/drift-seen.ts';
import { isProgressing, type Progressing } from '../../core/deployment/move.ts';
import { showsPercent, weightsOf } from '../../core/deployment/traffic.ts';
import { limits } from '../../core/limits.ts';

/**
 * Why a deployment whose execution runs should be looked at closely, which takes three calls of ELB: its rule looks wrong, or nobody has seen it
 * for long. Undefined: it need not be. Actions that could not be read are taken for as intended.
 */
export function whyLook(deployment: Deployment, actions: RuleActions | undefined, at: Date): 'drift' | 'unwatched' | undefined {
  if (!isProgressing(deployment) || deployment.signal !== undefined || !isIntentOld(deployment, at)) return undefined;
  const isIntended = actions === undefined || showsPercent(weightsOf(actions), deployment.plan, intendedPercent(deployment));
  if (!isIntended) return 'drift';
  return isUnwatched(deployment, at) ? 'unwatched' : undefined;
}

/** Whether the last intent is old enough to show. */
export function isIntentOld({ stepStartedAt, admittedAt }: Deployment, at: Date): boolean {
  return isOlder(stepStartedAt ?? admittedAt, at, limits.intentSeconds.value);
}

/** Users who are served by nobody are seen by the next look, unless it is far away or ELB refuses it. */
function isUnwatched(deployment: Progressing, at: Date): boolean {
  const { seenAt, lookedAt, stepStartedAt, admittedAt } = deployment;
  return intendedPercent(deployment) > 0 && isOlder(seenAt ?? lookedAt ?? stepStartedAt ?? admittedAt, at, limits.unwatchedSeconds.value);
}

function isOlder(since: string, at: Date, seconds: number): boolean {
  return at.getTime() - Date.parse(since) >= seconds * 1_000;
}
