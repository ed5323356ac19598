import type { AlarmReader } from '../../adapters/alarm-reader.ts';
import type { ElbReader } from '../../adapters/elb-reader.ts';
import { briefly } from '../../core/analysis/brief-verdict.ts';
import { judge } from '../../core/analysis/judge.ts';
import { safeInStep } from '../../core/analysis/safe-in-step.ts';
import type { Verdict } from '../../core/analysis/verdict.ts';
import { alarmWindow, type GuardAlarms, whyAlarmsEnd } from '../../core/deployment/guard-alarms.ts';
import type { Progressing, Seen } from '../../core/deployment/move.ts';
import { weightsOf } from '../../core/deployment/traffic.ts';
import { type EvidenceSources, gatherEvidence, type Moment } from './gather-evidence.ts';

/** What a look reads from. */
export interface Sources extends EvidenceSources {
  readonly elb: Pick<ElbReader, 'rule' | 'targetHealth'>;
  readonly alarms: AlarmReader;
}

/** A look, with what the state machine knows of the step. */
export interface Look extends Moment, Pick<Seen, 'pagedStep' | 'pageTries'> {}

/**
 * Reads all that one decision asks about. What cannot be found counts against the candidate: no rule is no traffic, no target
 * group is no healthy target. Metrics come last, and only when nothing has ended the deployment before: a slow source delays no way back.
 *
 * @throws {DependencyError} AWS throttled or did not answer. Retryable.
 */
export async function see(sources: Sources, deployment: Progressing, { at, shownAt, ...paged }: Look): Promise<Seen> {
  const { plan } = deployment;
  const [rule, candidate, stable, alarms] = await Promise.all([
    sources.elb.rule(plan.ruleArn),
    sources.elb.targetHealth(plan.candidate.targetGroupArn),
    sources.elb.targetHealth(plan.stable.targetGroupArn),
    guardAlarms(sources.alarms, deployment),
  ]);
  const isEmpty = percentOf(deployment) > 0 && (candidate?.healthy ?? 0) === 0;
  const ended = deployment.signal?.because ?? whyAlarmsEnd(alarms) ?? (isEmpty ? 'no target of the candidate is healthy' : undefined);
  return {
    verdict: ended === undefined ? await judged(sources, deployment, { at, shownAt }) : unjudged(deployment, ended),
    traffic: weightsOf(rule?.actions ?? []),
    healthyCandidates: candidate?.healthy ?? 0,
    healthyStable: stable?.healthy ?? 0,
    alarms,
    ...paged,
    ...(shownAt === undefined ? {} : { shownAt }),
  };
}

/** CloudWatch reads an empty list as every alarm of the account. */
async function guardAlarms(alarms: AlarmReader, deployment: Progressing): Promise<GuardAlarms> {
  const { alarmArns } = deployment.plan.guards;
  return alarmArns.length === 0 ? { found: [], missing: [] } : await alarms.alarms(alarmArns, alarmWindow(deployment));
}

async function judged(sources: Sources, deployment: Progressing, moment: Moment): Promise<Verdict> {
  const evidence = await gatherEvidence(sources, deployment, moment);
  const { steps, analysis } = deployment.plan;
  if (percentOf(deployment) === 0) return waiting('the candidate has no users yet');
  const verdict = judge(evidence, analysis, steps.filter((step) => step.candidatePercent > 0).length);
  return briefly(safeInStep(verdict, evidence, analysis.metrics));
}

/** 0 before the first shift. */
function percentOf({ plan, stepIndex }: Progressing): number {
  return plan.steps[stepIndex]?.candidatePercent ?? 0;
}

/** The figures of the last look say nothing about what ends the deployment now, but people want to see them beside it. */
function unjudged({ lastVerdict }: Progressing, because: string): Verdict {
  const { metrics = [], warnings = [] } = lastVerdict ?? {};
  return { ...waiting(`not judged: ${because}`), metrics, warnings };
}

function waiting(because: string, then = 'wait' as const): Verdict {
  return { kind: 'inconclusive', then, because, metrics: [], warnings: [] };
}
