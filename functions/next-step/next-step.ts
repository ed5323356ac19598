import type { AlarmReader } from '../../adapters/alarm-reader.ts';
import type { ElbReader } from '../../adapters/elb-reader.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { MetricsReader } from '../../adapters/metrics-reader.ts';
import { judge } from '../../core/analysis/judge.ts';
import type { Verdict } from '../../core/analysis/observation.ts';
import { decideMove, type Move, type Progressing } from '../../core/deployment/decide-move.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { DeploymentOverError } from '../../core/deployment/deployment-over-error.ts';
import type { GuardAlarms } from '../../core/deployment/guard-alarms.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { weightsOf } from '../../core/deployment/traffic.ts';
import { readString } from '../../core/input.ts';
import { decisionOf } from './decision-of.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'load' | 'decide' | 'guardToken'>;
  readonly elb: Pick<ElbReader, 'rule' | 'targetHealth'>;
  readonly metrics: MetricsReader;
  readonly alarms: AlarmReader;
  readonly now: () => Date;
}

/** What the state machine gets: a move, and for a promotion the token that closes the guard. */
export type Answer = Move & { readonly guardToken?: string };

/**
 * State `NextStep`: read, decide, record the intent. It has no branch of its own and moves nothing.
 *
 * @throws {DeploymentOverError} the record has ended: a redriven execution asks. Not retryable.
 */
export function nextStep(needs: Needs) {
  return async (input: unknown): Promise<Answer> => {
    const at = needs.now();
    const deployment = await needs.ledger.load(readString(input, 'deploymentId'));
    if (!isProgressing(deployment)) return answerAgain(needs, deployment);
    const move = decideMove(deployment, await see(needs, deployment, at), at);
    const recorded = await needs.ledger.decide(deployment, decisionOf(deployment, move, at));
    return move.kind === 'promote' ? promote(needs, recorded, move) : move;
  };
}

function isProgressing(deployment: Deployment): deployment is Progressing {
  return deployment.status === 'progressing';
}

/** A retry after the decision was recorded gets the same answer; a deployment that is over is nobody's to move (F23). */
async function answerAgain(needs: Needs, deployment: Deployment): Promise<Answer> {
  const { status, signal } = deployment;
  if (status !== 'promoting' && status !== 'rolling-back') throw new DeploymentOverError(deployment);
  if (status === 'rolling-back' || signal !== undefined)
    return { kind: 'rollback', because: signal?.because ?? `the deployment is ${status}` };
  return promote(needs, deployment, { kind: 'promote', because: 'the promotion was decided before' });
}

/** Without its token the guard cannot be closed: the machine comes back once the guard lane has registered it. */
async function promote({ ledger }: Needs, { id }: Deployment, move: Move): Promise<Answer> {
  const guardToken = await ledger.guardToken(id);
  return guardToken === undefined ? { kind: 'bake', bakeSeconds: 1, because: 'the guard is not registered yet' } : { ...move, guardToken };
}

async function see({ elb, metrics, alarms }: Needs, deployment: Progressing, at: Date) {
  const { plan } = deployment;
  const [rule, candidate, stable, verdict, guards] = await Promise.all([
    elb.rule(plan.ruleArn),
    elb.targetHealth(plan.candidate.targetGroupArn),
    elb.targetHealth(plan.stable.targetGroupArn),
    judged(metrics, deployment, at),
    guardAlarms(alarms, plan),
  ]);
  return {
    verdict,
    traffic: weightsOf(rule?.actions ?? []),
    healthyCandidates: candidate?.healthy ?? 0,
    healthyStable: stable?.healthy ?? 0,
    alarms: guards,
  };
}

/** CloudWatch reads an empty list as every alarm of the account. */
async function guardAlarms(alarms: AlarmReader, { guards }: Plan): Promise<GuardAlarms> {
  return guards.alarmArns.length === 0 ? { found: [], missing: [] } : await alarms.alarms(guards.alarmArns);
}

async function judged(metrics: MetricsReader, { plan, stepStartedAt, stepIndex }: Progressing, at: Date): Promise<Verdict> {
  if (stepStartedAt === undefined || plan.steps[stepIndex]?.candidatePercent === 0) {
    return { kind: 'inconclusive', because: 'the candidate has no users yet' };
  }
  const observation = await metrics.observe({
    ruleArn: plan.ruleArn,
    candidateTargetGroupArn: plan.candidate.targetGroupArn,
    stableTargetGroupArn: plan.stable.targetGroupArn,
    from: new Date(stepStartedAt),
    until: new Date(at.getTime() - plan.analysis.metricLagSeconds * 1000),
  });
  return judge(observation, plan.analysis);
}
