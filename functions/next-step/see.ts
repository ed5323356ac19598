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
import { type EvidenceSources, gatherEvidence, type Moment } from './gather-evidence.ts';
import { type Read, readUnlessLate } from './read-unless-late.ts';
import type { TaskSources } from './task-reasons.ts';

/** What a look reads from. */
export interface Sources extends EvidenceSources, TaskSources {
  readonly traffic: TrafficReader;
  readonly alarms: AlarmReader;
  /** The same, for a look that can do without: one short try each, so that a thousand of them leave room for what cannot. */
  readonly glance?: GuardSources;
  /** Ends the wait for the load balancer and for alarms. */
  readonly patience: () => AbortSignal;
}

/** Whom users reach, and what guards them. */
type GuardSources = Pick<Sources, 'traffic' | 'alarms'>;

/** A look, with what the state machine knows of the step. */
export interface Look extends Moment, Pick<Seen, 'shownStep' | 'pagedStep' | 'pageTries'> {}

/** What a look saw. Something unread is taken as it should be: `mayRestOn` says what may follow then. */
export interface Observation {
  readonly seen: Seen;
  readonly areAlarmsRead: boolean;
  readonly isTrafficRead: boolean;
  /** Why something is unread. */
  readonly unread?: unknown;
}

const noAlarms: GuardAlarms = { found: [], missing: [] };

/**
 * Reads all that one decision asks about, and no more once something ends the deployment: a stored signal needs no reading, users whom
 * nobody serves need neither alarms nor metrics, and an alarm needs no metrics. So a slow source delays no way back.
 *
 * @throws {DependencyError} the ledger or a metric source did not answer. Retryable.
 */
export async function see(sources: Sources, deployment: Progressing, look: Look): Promise<Observation> {
  const { signal } = deployment;
  if (signal !== undefined) {
    const seen = { ...factsOf(look), ...asIntended(deployment), alarms: noAlarms, verdict: unjudged(deployment, signal.because) };
    return { seen, areAlarmsRead: false, isTrafficRead: false };
  }
  const watched = await watch(sources.glance ?? sources, sources, deployment, look);
  const ended = watched.endsBecause;
  const verdict = ended === undefined ? await judged(sources, deployment, look) : unjudged(deployment, ended);
  return observationOf(look, watched, verdict);
}

/** The same look, with what could not be read asked for again, patiently: users are to move on, and the verdict stands. */
export async function lookCloser(sources: Sources, deployment: Progressing, look: Look, { verdict }: Seen): Promise<Observation> {
  return observationOf(look, await watch(sources, sources, deployment, look), verdict);
}

interface GuardReading {
  readonly shown: Read<SeenTraffic>;
  readonly rang: Read<GuardAlarms>;
  readonly traffic: SeenTraffic;
  readonly alarms: GuardAlarms;
  readonly endsBecause: string | undefined;
}

async function watch(from: GuardSources, sources: Sources, deployment: Progressing, look: Look): Promise<GuardReading> {
  const patience = sources.patience();
  const reading = readUnlessLate('alarms', guardAlarms(from.alarms, deployment), patience);
  const shown = await readUnlessLate('traffic', from.traffic.read(deployment.plan), patience);
  const traffic = shown.kind === 'read' ? shown.value : asIntended(deployment);
  const unserved = endsUnjudged(deployment, { ...factsOf(look), ...traffic, alarms: noAlarms }, look.at);
  if (unserved !== undefined) return { shown, rang: notAsked, traffic, alarms: noAlarms, endsBecause: unserved };
  const rang = await reading;
  const alarms = rang.kind === 'read' ? rang.value : noAlarms;
  return { shown, rang, traffic, alarms, endsBecause: whyAlarmsEnd(alarms) };
}

const notAsked: Read<GuardAlarms> = { kind: 'unread', error: undefined };

function observationOf(look: Look, { shown, rang, traffic, alarms }: GuardReading, verdict: Verdict): Observation {
  const unread = [rang, shown].find((each) => each.kind === 'unread');
  const read = { areAlarmsRead: rang.kind === 'read', isTrafficRead: shown.kind === 'read' };
  return { seen: { ...factsOf(look), ...traffic, alarms, verdict }, ...read, ...(unread !== undefined && { unread: unread.error }) };
}

/** What a decision takes from the look itself. */
function factsOf({ at: _, shownAt, ...known }: Look): Pick<Seen, 'shownAt' | 'shownStep' | 'pagedStep' | 'pageTries'> {
  return { ...known, ...(shownAt !== undefined && { shownAt }) };
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
