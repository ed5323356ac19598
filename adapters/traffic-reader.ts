import type { Seen } from '../core/deployment/move.ts';
import type { Plan } from '../core/deployment/plan.ts';
import { strangers } from '../core/deployment/strangers.ts';
import { weightsOf } from '../core/deployment/traffic.ts';
import type { ElbReader } from './elb-reader.ts';

/** Whom users reach, and who is there to serve them. */
export type SeenTraffic = Pick<Seen, 'traffic' | 'healthyCandidates' | 'healthyStable' | 'emptyStrangers'>;

/**
 * Reads the rule of a deployment and the health of every target group that has users. What cannot be found counts against the candidate:
 * no rule is no traffic, no target group is no healthy target.
 *
 * @throws {DependencyError} ELB throttled or did not answer. Retryable.
 */
export interface TrafficReader {
  read(plan: Plan): Promise<SeenTraffic>;
}

const noRule = { kind: 'malformed', because: 'the rule does not exist', serves: 'nobody' } as const;

/** A {@link TrafficReader} on the reader of ELB. */
export function trafficReader(elb: Pick<ElbReader, 'rule' | 'targetHealth'>): TrafficReader {
  const healthy = async (arn: string) => (await elb.targetHealth(arn))?.healthy ?? 0;
  return {
    async read(plan) {
      // The rule first: who is refused here has not used up what others could read.
      const rule = await elb.rule(plan.ruleArn);
      const [healthyCandidates, healthyStable] = await Promise.all([
        healthy(plan.candidate.targetGroupArn),
        healthy(plan.stable.targetGroupArn),
      ]);
      const traffic = rule === undefined ? noRule : weightsOf(rule.actions);
      const others = await Promise.all(strangers(traffic, plan).map(async (arn) => ({ arn, healthy: await healthy(arn) })));
      const emptyStrangers = others.flatMap((each) => (each.healthy === 0 ? [each.arn] : []));
      return { traffic, healthyCandidates, healthyStable, ...(emptyStrangers.length > 0 && { emptyStrangers }) };
    },
  };
}
