import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { MetricSources } from '../../adapters/metrics/metric-sources.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { stepBegin } from '../../core/deployment/step-begin.ts';
import { limits } from '../../core/limits.ts';
import type { Moment } from './gather-evidence.ts';

/** What a profile is measured by and kept in. */
export interface ProfileNeeds {
  readonly ledger: Pick<Ledger, 'keepProfile'>;
  readonly metrics: Pick<MetricSources, 'profile'>;
}

/**
 * Keeps how the candidate served all users in its last step, the newest day of it at most: what the release after it is measured by.
 * Whatever fails here, the promotion goes on: the release after it then has no profile to be worse than.
 */
export async function keepReleaseProfile(
  { ledger, metrics }: ProfileNeeds,
  deployment: Deployment,
  { at, shownAt, taskDefinitionArn }: Moment & { readonly taskDefinitionArn: string | undefined },
): Promise<void> {
  const { id, service, plan } = deployment;
  const untilMs = at.getTime() - plan.analysis.metricLagSeconds * 1_000;
  const fromMs = Math.max(Date.parse(stepBegin(deployment, shownAt)), untilMs - limits.profileSeconds.value * 1_000);
  if (taskDefinitionArn === undefined || untilMs <= fromMs) return;
  const lane = { ruleArn: plan.ruleArn, targetGroupArn: plan.candidate.targetGroupArn };
  try {
    const measured = await metrics.profile(lane, { from: new Date(fromMs), until: new Date(untilMs) });
    if (measured === undefined) return;
    const { unaccountedShare: _, ...profile } = measured;
    await ledger.keepProfile(service, { ...profile, taskDefinitionArn, deploymentId: id });
  } catch {
    // A promotion that every step was safe for is worth more than its profile.
  }
}
