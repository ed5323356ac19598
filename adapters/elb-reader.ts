import {
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { chunks } from '../core/chunks.ts';
import type { RuleActions } from '../core/deployment/aws-requests.ts';
import { DependencyError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
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
  /** Those that ELB sends requests to: healthy, or of a group whose health nobody checks, as of a function. */
  readonly healthy: number;
  /** Registered and not healthy yet, or not any more. */
  readonly unhealthy: number;
  /** Those of the unhealthy that nobody checks, because no rule names their group. Absent: none. */
  readonly unchecked?: number;
}

/**
 * Reads the load balancer; it changes nothing.
 *
 * @throws {DependencyError} ELB throttled, did not answer, or answered without what was asked for. Retryable.
 */
export interface ElbReader {
  /** Undefined when ELB does not know the rule. */
  rule(ruleArn: string): Promise<ListenerRule | undefined>;
  /** Many rules with few calls, by ARN; a rule that ELB does not know is left out. */
  rules(ruleArns: readonly string[]): Promise<ReadonlyMap<string, ListenerRule>>;
  /** As many of these rules as ELB tells of now, by ARN, until it did not answer five calls. One that is left out may exist. */
  someRules(ruleArns: readonly string[]): Promise<ReadonlyMap<string, ListenerRule>>;
  /** Undefined when ELB does not know the target group. */
  targetHealth(targetGroupArn: string): Promise<TargetHealth | undefined>;
  /** Seconds a target keeps draining after it was deregistered. */
  deregistrationDelaySeconds(targetGroupArn: string): Promise<number>;
}

/** An {@link ElbReader} on the SDK. */
export function elbReader(elb: ElasticLoadBalancingV2Client): ElbReader {
  return {
    rule: (ruleArn) => rule(elb, ruleArn),
    rules: (ruleArns) => byArn(ruleArns, known(elb)),
    someRules: (ruleArns) => someByArn(ruleArns, known(elb)),
    targetHealth: (targetGroupArn) => targetHealth(elb, targetGroupArn),
    deregistrationDelaySeconds: (targetGroupArn) => deregistrationDelaySeconds(elb, targetGroupArn),
  };
}

async function rule(elb: ElasticLoadBalancingV2Client, ruleArn: string): Promise<ListenerRule | undefined> {
  try {
    return (await described(elb, [ruleArn])).find((found) => found.ruleArn === ruleArn);
  } catch (error) {
    if (isNamed(error, 'RuleNotFound')) return undefined;
    throw error;
  }
}

async function described(elb: ElasticLoadBalancingV2Client, RuleArns: readonly string[]): Promise<readonly ListenerRule[]> {
  const { Rules } = await answered('ELB DescribeRules', elb.send(new DescribeRulesCommand({ RuleArns: [...RuleArns] })));
  return (Rules ?? []).map(({ RuleArn = '', Actions = [], IsDefault = false }) => {
    return { ruleArn: RuleArn, actions: Actions.map((action) => ({ ...action })), isDefault: IsDefault };
  });
}

const { value: rulesMax } = limits.rulesAtOnce;

type Describe = (ruleArns: readonly string[]) => Promise<readonly ListenerRule[]>;

async function byArn(ruleArns: readonly string[], describe: Describe): Promise<ReadonlyMap<string, ListenerRule>> {
  const found: ListenerRule[] = [];
  for (const arns of chunks(ruleArns, rulesMax)) found.push(...(await describe(arns)));
  return new Map(found.map((each) => [each.ruleArn, each]));
}

/** Of calls that get no answer: fifty of a second each would take longer than the whole sweep that asks. */
const failuresMax = 5;

async function someByArn(ruleArns: readonly string[], describe: Describe): Promise<ReadonlyMap<string, ListenerRule>> {
  const found = new Map<string, ListenerRule>();
  let failures = 0;
  for (const arns of chunks(ruleArns, rulesMax)) {
    if (failures === failuresMax) break;
    try {
      for (const each of await describe(arns)) found.set(each.ruleArn, each);
    } catch (error) {
      if (!(error instanceof DependencyError)) throw error;
      failures += 1;
    }
  }
  return found;
}

/** One unknown rule makes ELB refuse a whole call, so its rules are then asked for one by one. */
function known(elb: ElasticLoadBalancingV2Client): Describe {
  return async (ruleArns) => {
    try {
      return await described(elb, ruleArns);
    } catch (error) {
      if (!isNamed(error, 'RuleNotFound')) throw error;
      const found: ListenerRule[] = [];
      for (const ruleArn of ruleArns) found.push(...[(await rule(elb, ruleArn)) ?? []].flat());
      return found;
    }
  };
}

async function targetHealth(elb: ElasticLoadBalancingV2Client, TargetGroupArn: string): Promise<TargetHealth | undefined> {
  try {
    const answer = await answered('ELB DescribeTargetHealth', elb.send(new DescribeTargetHealthCommand({ TargetGroupArn })));
    const targets = (answer.TargetHealthDescriptions ?? []).map(({ TargetHealth = {} }) => TargetHealth);
    const staying = targets.filter(({ State = '' }) => !State.includes('draining'));
    const healthy = staying.filter(({ State, Reason }) => State === 'healthy' || Reason === 'Target.HealthCheckDisabled').length;
    const unchecked = staying.filter(({ Reason }) => Reason === 'Target.NotInUse').length;
    return { healthy, unhealthy: staying.length - healthy, ...(unchecked > 0 && { unchecked }) };
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
