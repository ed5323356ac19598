import type { AnalysisPlan } from '../deployment/analysis-plan.ts';
import { limits } from '../limits.ts';
import { own } from '../own.ts';
import type { Evidence } from './evidence.ts';
import type { MetricPlan } from './metric-plan.ts';
import { periodsOf } from './series-periods.ts';

/** What one look reads: `[from, until)`. */
export interface ReadWindow {
  readonly from: Date;
  readonly until: Date;
}

/**
 * What to read at a look. `steps` has the present one already. Undefined: no user has met the candidate long enough for metrics to show it.
 *
 * It goes back to what every metric was read in full up to, and by the correction window more, never before the first users; then to the
 * begin of the metric's block at that time, which was not over then, however long blocks are. A metric that could not be read for long
 * pulls it back by at most `readBackSeconds`; when all of them are behind, everything is caught up.
 */
export function readWindow(
  { steps, metrics }: Pick<Evidence, 'steps' | 'metrics'>,
  at: Date,
  analysis: Pick<AnalysisPlan, 'metrics' | 'metricLagSeconds'>,
): ReadWindow | undefined {
  const [first] = steps;
  if (first === undefined) return undefined;
  const until = Math.floor(at.getTime() / 1000) - analysis.metricLagSeconds;
  if (until <= first.beganAt) return undefined;
  const begins = analysis.metrics.map((plan) => {
    const readUntil = Math.min(until, own(metrics, plan.name)?.readUntil ?? first.beganAt);
    return lastWhole(readUntil - limits.correctionSeconds.value, periodsOf(plan));
  });
  const [oldest, newest] = [Math.min(until, ...begins), Math.max(0, ...begins)];
  const from = Math.max(oldest, Math.min(newest, until - limits.readBackSeconds.value), first.beganAt);
  return { from: new Date(from * 1000), until: new Date(until * 1000) };
}

/**
 * By metric, epoch seconds of the end of its last whole block that was read: for sources that are asked block by block and whose answers
 * are not corrected later.
 */
export function keptUntil({ metrics }: Pick<Evidence, 'metrics'>, plans: readonly MetricPlan[]): Readonly<Record<string, number>> {
  const ends = plans.flatMap((plan) => {
    const readUntil = own(metrics, plan.name)?.readUntil;
    return readUntil === undefined ? [] : [[plan.name, lastWhole(readUntil, periodsOf(plan))]];
  });
  return Object.fromEntries(ends);
}

function lastWhole(seconds: number, periods: readonly number[]): number {
  return Math.min(...periods.map((period) => Math.floor(seconds / period) * period));
}
