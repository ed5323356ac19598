import {
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RuleActions } from '../core/deployment/aws-requests.ts';
import { DependencyError } from '../core/errors.ts';
import { answered, isNamed } from './sdk-errors.ts';

/** A listener rule as it is now. */
export interface ListenerRule {
  readonly ruleArn: string;
  /** In the order and shape that the API gives them. */
  readonly actions: RuleActions;
  /** True for a listener's default rule, which `ModifyRule` cannot change. */
  readonly isDefault: boolean;
}

/** How the targets of one target group are. Draining ones are on their way out and counted nowhere. */
export interface TargetHealth {
  readonly healthy: number;
  /** Registered and not healthy yet, or not any more. */
  readonly unhealthy: number;
}

/**
 * Reads the load balancer; it changes nothing.
 *
 * @throws {DependencyError} ELB throttled, did not answer, or answered without what was asked for. Retryable.
 */
export interface ElbReader {
  /** Undefined when ELB does not know the rule. */
  rule(ruleArn: string): Promise<ListenerRule | undefined>;
  /** Undefined when ELB does not know the target group. */
  targetHealth(targetGroupArn: string): Promise<TargetHealth | undefined>;
  /** Seconds a target keeps draining after it was deregistered. */
  deregistrationDelaySeconds(targetGroupArn: string): Promise<number>;
}

/** An {@link ElbReader} on the SDK. */
export function elbReader(elb: ElasticLoadBalancingV2Client): ElbReader {
  return {
    rule: (ruleArn) => rule(elb, ruleArn),
    targetHealth: (targetGroupArn) => targetHealth(elb, targetGroupArn),
    deregistrationDelaySeconds: (targetGroupArn) => deregistrationDelaySeconds(elb, targetGroupArn),
  };
}

async function rule(elb: ElasticLoadBalancingV2Client, ruleArn: string): Promise<ListenerRule | undefined> {
  try {
    const { Rules } = await answered('ELB DescribeRules', elb.send(new DescribeRulesCommand({ RuleArns: [ruleArn] })));
    const found = (Rules ?? []).find(({ RuleArn }) => RuleArn === ruleArn);
    if (!found) return undefined;
    return { ruleArn, actions: (found.Actions ?? []).map((action) => ({ ...action })), isDefault: found.IsDefault ?? false };
  } catch (error) {
    if (isNamed(error, 'RuleNotFound')) return undefined;
    throw error;
  }
}

async function targetHealth(elb: ElasticLoadBalancingV2Client, TargetGroupArn: string): Promise<TargetHealth | undefined> {
  try {
    const answer = await answered('ELB DescribeTargetHealth', elb.send(new DescribeTargetHealthCommand({ TargetGroupArn })));
    const states = (answer.TargetHealthDescriptions ?? []).map((target) => target.TargetHealth?.State ?? '');
    const staying = states.filter((state) => !state.includes('draining'));
    const healthy = staying.filter((state) => state === 'healthy').length;
    return { healthy, unhealthy: staying.length - healthy };
  } catch (error) {
    if (isNamed(error, 'TargetGroupNotFound')) return undefined;
    throw error;
  }
}

async function deregistrationDelaySeconds(elb: ElasticLoadBalancingV2Client, TargetGroupArn: string): Promise<number> {
  const command = new DescribeTargetGroupAttributesCommand({ TargetGroupArn });
  const { Attributes } = await answered('ELB DescribeTargetGroupAttributes', elb.send(command));
  const value = (Attributes ?? []).find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value;
  const seconds = Number(value);
  // Guessing a delay could stop tasks that still answer requests.
  if (!value || !Number.isInteger(seconds) || seconds < 0) {
    throw new DependencyError(`target group ${TargetGroupArn} answered with deregistration delay ${value ?? 'missing'}: try again`);
  }
  return seconds;
}
