import type { ElbReader } from '../../adapters/elb-reader.ts';
import { intendedPercent } from '../../core/deployment/drift.ts';
import type { Progressing, Seen } from '../../core/deployment/move.ts';
import { strangers } from '../../core/deployment/strangers.ts';
import { forward, weightsOf } from '../../core/deployment/traffic.ts';

/** The load balancer as a look needs it. */
export type TrafficSource = Pick<ElbReader, 'rule' | 'targetHealth'>;

/** Whom users reach, and who is there to serve them. */
export type SeenTraffic = Pick<Seen, 'traffic' | 'healthyCandidates' | 'healthyStable' | 'emptyStrangers'>;

/**
 * Reads the rule and the health of every target group that has users. What cannot be found counts against the candidate: no rule is no
 * traffic, no target group is no healthy target.
 *
 * @throws {DependencyError} ELB throttled or did not answer. Retryable.
 */
export async function seeTraffic(elb: TrafficSource, { plan }: Progressing): Promise<SeenTraffic> {
  const healthy = async (arn: string) => (await elb.targetHealth(arn))?.healthy ?? 0;
  const [rule, healthyCandidates, healthyStable] = await Promise.all([
    elb.rule(plan.ruleArn),
    healthy(plan.candidate.targetGroupArn),
    healthy(plan.stable.targetGroupArn),
  ]);
  const traffic = weightsOf(rule?.actions ?? []);
  const others = await Promise.all(strangers(traffic, plan).map(async (arn) => ({ arn, healthy: await healthy(arn) })));
  const emptyStrangers = others.flatMap((each) => (each.healthy === 0 ? [each.arn] : []));
  return { traffic, healthyCandidates, healthyStable, ...(emptyStrangers.length > 0 && { emptyStrangers }) };
}

/** Traffic as it should be: for a decision that does not rest on it. */
export function asIntended(deployment: Progressing): SeenTraffic {
  const { plan } = deployment;
  const healthyStable = plan.stable.desiredCount;
  const healthyCandidates = Math.max(plan.candidate.desiredCount, healthyStable);
  return { traffic: weightsOf(forward(plan, intendedPercent(deployment))), healthyCandidates, healthyStable };
}
