import type { AlarmReader } from '../../adapters/alarm-reader.ts';
import type { SeenTraffic, TrafficReader } from '../../adapters/traffic-reader.ts';
import { briefly } from '../../core/analysis/brief-verdict.ts';
import { judge } from '../../core/analysis/judge.ts';
import { safeInStep } from '../../core/analysis/safe-in-step.ts';
import type { Verdict } from '../../core/analysis/verdict.ts';
import { asIntended } from '../../core/deployment/as-intended.ts';
import { endsUnjudged } from '../../core/deployment/decide-move.ts';
import { intendedPercent } from '../../core/deployment/drift-seen.ts';
import { alarmWindow, type GuardAlarms, whyAlarmsEnd } from '../../core/deployment/guard-alarms.ts';
import type { Progressing, Seen } from '../../core/deployment/move.ts';
import { limits } from '../../core/limits.ts';
import { type EvidenceSources, gatherEvidence, type Moment } from './gather-evidence.ts';
import { readUnlessLate } from './read-unless-late.ts';

/** What a look reads from. */
export interface Sources extends EvidenceSources {
  readonly traffic: TrafficReader;
  readonly alarms: AlarmReader;
  /** Ends the wait for the load balancer and for alarms; absent: after a few seconds. */
  readonly patience?: () => AbortSignal;
}

/** A look, with what the state machine knows of the step. */
export interface Look extends Moment, Pick<Seen, 'shownStep' | 'pagedStep' | 'pageTries'> {}

/** What a look saw. With something unread, which is then taken as it should be, only a way back may follow, or a freeze. */
export interface Sight {
  readonly seen: Seen;
  readonly areAlarmsRead: boolean;
  /** The error to throw when anything else would follow. */
  readonly unread?: unknown;
}

const fewSeconds = () => AbortSignal.timeout(limits.guardSeconds.value * 1_000);

const noAlarms: GuardAlarms = { found: [], missing: [] };

/**
 * Reads all that one decision asks about, and no more once something ends the deployment: a stored signal needs no reading, users whom
 * nobody serves need neither alarms nor metrics, and an alarm needs no metrics. So a slow source delays no way back.
 *
 * @throws {DependencyError} the ledger or a metric source did not answer. Retryable.
 */
export async function see(sources: Sources, deployment: Progressing, { at, shownAt, ...known }: Look): Promise<Sight> {
  const facts = { ...known, ...(shownAt !== undefined && { shownAt }) };
  const ended = (seen: SeenTraffic, alarms: GuardAlarms, because: string): Seen => ({
    ...{ ...facts, ...seen, alarms },
    verdict: unjudged(deployment, because),
  });
  const { signal } = deployment;
  if (signal !== undefined) return { seen: ended(asIntended(deployment), noAlarms, signal.because), areAlarmsRead: false };
  const patience = (sources.patience ?? fewSeconds)();
  const reading = readUnlessLate('alarms', guardAlarms(sources.alarms, deployment), patience);
  const shown = await readUnlessLate('traffic', sources.traffic.read(deployment.plan), patience);
  const traffic = shown.kind === 'read' ? shown.value : asIntended(deployment);
  const unserved = endsUnjudged(deployment, { ...facts, ...traffic, alarms: noAlarms }, at);
  if (unserved !== undefined) return { seen: ended(traffic, noAlarms, unserved), areAlarmsRead: false };
  const rang = await reading;
  const alarms = rang.kind === 'read' ? rang.value : noAlarms;
  const alarmed = whyAlarmsEnd(alarms);
  const unread = [rang, shown].find((each) => each.kind === 'unread');
  const judgement = alarmed === undefined ? await judged(sources, deployment, { at, shownAt }) : unjudged(deployment, alarmed);
  const seen = { ...facts, ...traffic, alarms, verdict: judgement };
  return { seen, areAlarmsRead: rang.kind === 'read', ...(unread !== undefined && { unread: unread.error }) };
}

/** CloudWatch reads an empty list as every alarm of the account. */
async function guardAlarms(alarms: AlarmReader, deployment: Progressing): Promise<GuardAlarms> {
  const { alarmArns } = deployment.plan.guards;
  return alarmArns.length === 0 ? noAlarms : await alarms.alarms(alarmArns, alarmWindow(deployment));
}

async function judged(sources: Sources, deployment: Progressing, moment: Moment): Promise<Verdict> {
  const evidence = await gatherEvidence(sources, deployment, moment);
  const { steps, analysis } = deployment.plan;
  if (intendedPercent(deployment) === 0) return waiting('the candidate has no users yet');
  const verdict = judge(evidence, analysis, steps.filter((step) => step.candidatePercent > 0).length);
  return briefly(safeInStep(verdict, evidence, analysis.metrics));
}

/** The figures of the last look say nothing about what ends the deployment now, but people want to see them beside it. */
function unjudged({ lastVerdict }: Progressing, because: string): Verdict {
  const { metrics = [], warnings = [] } = lastVerdict ?? {};
  return { ...waiting(`not judged: ${because}`), metrics, warnings };
}

function waiting(because: string, then = 'wait' as const): Verdict {
  return { kind: 'inconclusive', then, because, metrics: [], warnings: [] };
}
