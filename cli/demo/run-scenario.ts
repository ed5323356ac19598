import { setTimeout as sleep } from 'node:timers/promises';
import { executionNameOf } from '../../core/deployment/execution-arn.ts';
import { DefectError } from '../../core/errors.ts';
import { localLedger } from '../local/local-ledger.ts';
import type { LocalSluice } from '../local/local-sluice.ts';
import type { Progress } from './live-line.ts';
import type { Observer, Served } from './observer.ts';
import type { Run } from './run.ts';
import type { Scenario } from './scenarios.ts';
import { verdictIn } from './verdict-in.ts';
import { executions, type HistoryEvent, historyOf, isQuiet, pathOf } from './watch-deployment.ts';

const lookMs = 100;

/**
 * Pushes one image and watches its deployment to the end.
 *
 * @throws {DefectError} nothing started or ended within the time given.
 */
export async function runScenario(
  sluice: LocalSluice,
  observer: Observer,
  scenario: Scenario,
  wallSecondsMax: number,
  progress: Progress,
): Promise<Run> {
  const giveUpAtMs = Date.now() + wallSecondsMax * 1_000;
  await until(() => isQuiet(sluice), giveUpAtMs, 'every alarm to be quiet');
  observer.reset();
  const before = (await executions(sluice)).length;
  const startedAtMs = Date.now();
  sluice.push(scenario.version);
  progress.tell(`push ${sluice.project.service}:${scenario.version}: ${scenario.title}`);
  let told = 0;
  const executionArn = await until(
    async () => {
      const [latest, ...older] = await executions(sluice);
      if (latest === undefined || older.length < before) return undefined;
      told = tellShifts(observer, scenario, told, progress);
      return latest.ended || (await isSettled(sluice, latest.executionArn)) ? latest.executionArn : undefined;
    },
    giveUpAtMs,
    `the deployment of ${scenario.version} to end`,
  );
  const deploymentId = executionNameOf(executionArn);
  const verdict = (await localLedger(sluice).find(deploymentId))?.lastVerdict;
  return summarise(sluice, observer, scenario, { deploymentId, verdict, startedAtMs, events: await historyOf(sluice, executionArn) });
}

/** A promotion is over for users when it is recorded; the execution then only waits for the rollback window. */
async function isSettled(sluice: LocalSluice, executionArn: string): Promise<boolean> {
  return pathOf(await historyOf(sluice, executionArn)).includes('AwaitRollbackWindow');
}

function tellShifts(observer: Observer, { version }: Scenario, told: number, progress: Progress): number {
  const weights = observer.weights();
  for (const { percent } of weights.slice(told))
    progress.tell(percent === 0 ? 'users back on stable' : `users: ${percent} % on the candidate`);
  progress.now({ version, percent: weights.at(-1)?.percent ?? 0 });
  return weights.length;
}

function summarise(
  { wallMs }: LocalSluice,
  observer: Observer,
  scenario: Scenario,
  { events, ...told }: Pick<Run, 'deploymentId' | 'verdict' | 'startedAtMs'> & { readonly events: readonly HistoryEvent[] },
): Run {
  const plan = observer.plan();
  const shifts = observer.weights();
  const served = plan === undefined ? undefined : observer.served(plan.candidate.targetGroupArn);
  const detected = detectedIn(scenario, observer, events);
  const restored = detected && shifts.find(({ at, percent }) => percent === 0 && at >= detected)?.at;
  const ms = (at: Date | undefined) => (at === undefined ? undefined : wallMs(at));
  const failed = events.find(({ executionFailedEventDetails }) => executionFailedEventDetails)?.executionFailedEventDetails;
  return {
    ...told,
    scenario,
    shownVerdict: verdictIn(events),
    error: failed?.error,
    cause: failed?.cause,
    path: pathOf(events),
    percents: shifts.flatMap(({ percent }) => (percent > 0 ? [percent] : [])),
    endedAtMs: Date.now(),
    onsetAtMs: ms(onsetOf(scenario, served) ?? observer.crashAt()),
    detectedAtMs: ms(detected),
    restoredAtMs: ms(restored),
    lastServedAtMs: ms(served?.lastAt),
    guardAnsweredAtMs: ms(observer.guardAnsweredAt()),
  };
}

function onsetOf({ metric }: Scenario, served: Served | undefined): Date | undefined {
  return metric === 'latency' ? served?.firstAt : served?.firstBadAt;
}

/** When the harm was known: the alarm's own time, the judge's verdict, or the look that found the candidate not whole. */
function detectedIn({ endedBy }: Scenario, observer: Observer, events: readonly HistoryEvent[]): Date | undefined {
  if (endedBy === 'guard') return observer.alarmAt();
  const state = endedBy === 'launch' ? 'CandidateReady?' : 'CandidateRegressed';
  return events.findLast(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state)?.timestamp;
}

async function until<T>(ask: () => Promise<T | undefined | false>, giveUpAtMs: number, what: string): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > giveUpAtMs) throw new DefectError(`waited too long for ${what}`);
    await sleep(lookMs);
  }
}
