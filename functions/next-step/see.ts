import type { AlarmReader } from '../../adapters/alarm-reader.ts';
import type { ElbReader } from '../../adapters/elb-reader.ts';
import type { MetricsReader } from '../../adapters/metrics-reader.ts';
import { judge } from '../../core/analysis/judge.ts';
import type { Verdict } from '../../core/analysis/observation.ts';
import type { Progressing, Seen } from '../../core/deployment/decide-move.ts';
import type { GuardAlarms } from '../../core/deployment/guard-alarms.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { stepBegin } from '../../core/deployment/step-begin.ts';
import { weightsOf } from '../../core/deployment/traffic.ts';

/** What a look reads from. */
export interface Sources {
  readonly elb: Pick<ElbReader, 'rule' | 'targetHealth'>;
  readonly metrics: MetricsReader;
  readonly alarms: AlarmReader;
}

/** The moment of a look, and when the weights of the step were last read back. */
export interface Moment {
  readonly at: Date;
  readonly shownAt: string | undefined;
}

/**
 * Reads all that one decision asks about. What cannot be found counts against the candidate: no rule is no traffic, no target
 * group is no healthy target.
 *
 * @throws {DependencyError} AWS throttled or did not answer. Retryable.
 */
export async function see({ elb, metrics, alarms }: Sources, deployment: Progressing, moment: Moment): Promise<Seen> {
  const { plan } = deployment;
  const [rule, candidate, stable, verdict, guards] = await Promise.all([
    elb.rule(plan.ruleArn),
    elb.targetHealth(plan.candidate.targetGroupArn),
    elb.targetHealth(plan.stable.targetGroupArn),
    judged(metrics, deployment, moment),
    guardAlarms(alarms, plan),
  ]);
  return {
    verdict,
    traffic: weightsOf(rule?.actions ?? []),
    healthyCandidates: candidate?.healthy ?? 0,
    healthyStable: stable?.healthy ?? 0,
    alarms: guards,
    ...(moment.shownAt === undefined ? {} : { shownAt: moment.shownAt }),
  };
}

/** CloudWatch reads an empty list as every alarm of the account. */
async function guardAlarms(alarms: AlarmReader, { guards }: Plan): Promise<GuardAlarms> {
  return guards.alarmArns.length === 0 ? { found: [], missing: [] } : await alarms.alarms(guards.alarmArns);
}

async function judged(metrics: MetricsReader, deployment: Progressing, { at, shownAt }: Moment): Promise<Verdict> {
  const { plan, stepStartedAt, stepIndex } = deployment;
  if (stepStartedAt === undefined || plan.steps[stepIndex]?.candidatePercent === 0) {
    return { kind: 'inconclusive', because: 'the candidate has no users yet' };
  }
  const observation = await metrics.observe({
    ruleArn: plan.ruleArn,
    candidateTargetGroupArn: plan.candidate.targetGroupArn,
    stableTargetGroupArn: plan.stable.targetGroupArn,
    from: new Date(stepBegin(deployment, shownAt)),
    until: new Date(at.getTime() - plan.analysis.metricLagSeconds * 1000),
  });
  return judge(observation, plan.analysis);
}
