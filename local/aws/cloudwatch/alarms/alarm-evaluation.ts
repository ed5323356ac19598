import type { Series } from '../math/series.ts';
import { metricQueries, valuesOf } from '../metric-queries.ts';
import type { MetricStore } from '../metric-store.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { type AlarmReason, alarmReason } from './alarm-reason.ts';
import { type AlarmVerdict, alarmVerdict } from './alarm-verdict.ts';

/**
 * Periods that are fetched beyond N. AWS publishes only that it fetches more, and 5 for N = 3 in its examples.
 */
const extraPeriods = 2;

/** What one evaluation found. */
export type AlarmEvaluation = { readonly verdict: 'keep' } | ({ readonly verdict: Exclude<AlarmVerdict, 'keep'> } & AlarmReason);

/** What an evaluation knows of its alarm. */
export interface AlarmBefore {
  /** Its state: an evaluation that finds the same keeps it. */
  readonly value: Exclude<AlarmVerdict, 'keep'> | undefined;
  /** When a new alarm was put, if it has to warm up. */
  readonly newSince: Date | undefined;
}

/**
 * Evaluates a metric alarm on what is visible now. Periods end at the last whole minute (10 s for periods under a minute).
 * @throws {CloudWatchServiceException} a math expression that does not compute on the data found.
 */
export function evaluateAlarm(definition: AlarmDefinition, store: MetricStore, now: Date, before: AlarmBefore): AlarmEvaluation {
  const { rule, periodSeconds, comparison, threshold } = definition;
  const periodMs = periodSeconds * 1000;
  const grainMs = periodSeconds < 60 ? 10_000 : 60_000;
  const endMs = Math.floor(now.getTime() / grainMs) * grainMs;
  const periods = rule.evaluationPeriods + extraPeriods;
  const startMs = endMs - periods * periodMs;
  const points = metricQueries(definition.queries, { startMs, endMs }, store)(definition.resultId);
  const times = Array.from({ length: periods }, (_, index) => startMs + index * periodMs);
  const range = times.map((at) => {
    const value = points.get(at);
    return value === undefined ? undefined : comparison.breaches(value, threshold);
  });
  const isFull = range.slice(-rule.evaluationPeriods).every((point) => point !== undefined);
  if (isWarmingUp(definition, isFull, now, before.newSince)) return { verdict: 'keep' };
  const verdict = alarmVerdict(range, rule);
  if (verdict === 'keep' || verdict === before.value || hasFewSamples(definition, points, store, { startMs, endMs }))
    return { verdict: 'keep' };
  return { verdict, ...alarmReason(definition, verdict, decisive(points, times, rule.evaluationPeriods), now) };
}

function isWarmingUp({ warmUp }: AlarmDefinition, isFull: boolean, now: Date, newSince: Date | undefined): boolean {
  if (warmUp === undefined || newSince === undefined) return false;
  const isTime = now.getTime() - newSince.getTime() >= warmUp.ms;
  return !isTime && (warmUp.whole || !isFull);
}

/** The last N real points, oldest first. */
function decisive(points: Series, times: readonly number[], evaluationPeriods: number): readonly (readonly [number, number])[] {
  return times
    .flatMap((at) => {
      const value = points.get(at);
      return value === undefined ? [] : [[at, value] as const];
    })
    .slice(-evaluationPeriods);
}

/** A percentile of few samples says little; an alarm can ask for its state to stay until there are enough. */
function hasFewSamples(
  { samplesNeeded, queries, resultId, periodSeconds, rule }: AlarmDefinition,
  points: Series,
  store: MetricStore,
  span: { readonly startMs: number; readonly endMs: number },
): boolean {
  const stat = queries.find(({ Id }) => Id === resultId)?.MetricStat;
  if (samplesNeeded === 0 || stat === undefined || points.size === 0) return false;
  const counts = [...valuesOf(stat, { ...span, periodSeconds }, store).values()].map(({ count }) => count);
  return counts.slice(-rule.evaluationPeriods).some((count) => count < samplesNeeded);
}
