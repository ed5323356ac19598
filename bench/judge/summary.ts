import type { Outcome } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';

/** Middle and mean of a count. */
export interface Spread {
  readonly median: number;
  readonly mean: number;
}

/** What many runs of one rule in one scenario come to. */
export interface Summary {
  readonly runs: number;
  /** Share of runs that were rolled back while the candidate was healthy, 0..1. */
  readonly falseRollbacks: number;
  /** Three standard errors of that share. */
  readonly threeErrors: number;
  /** Share of runs that were rolled back once the candidate was bad, 0..1; 0 when it never was. */
  readonly found: number;
  /**
   * Middle of the minutes from bad to rolled back, over the runs that were not rolled back before; those never found count as never.
   * Undefined: half of them or more were never found.
   */
  readonly medianMinutes?: number;
  /** Candidate requests before the rollback; runs without one count with their whole hour. */
  readonly served: Spread;
  readonly failed: Spread;
}

/** Sums up the outcomes of one rule in one scenario. */
export function summarize({ condition }: Pick<Scenario, 'condition'>, outcomes: readonly Outcome[]): Summary {
  const badFrom = condition.kind === 'regressed' ? condition.badFromMinute : Number.POSITIVE_INFINITY;
  const runs = outcomes.length;
  const later = outcomes.filter(({ minutes }) => minutes === undefined || minutes > badFrom);
  const falseRollbacks = (runs - later.length) / runs;
  const medianMinutes = median(later.map(({ minutes = Number.POSITIVE_INFINITY }) => minutes - badFrom));
  return {
    runs,
    falseRollbacks,
    threeErrors: threeErrorsOf(falseRollbacks, runs),
    found: later.filter(({ minutes }) => minutes !== undefined).length / runs,
    ...(Number.isFinite(medianMinutes) && { medianMinutes }),
    served: spreadOf(outcomes.map(({ served }) => served)),
    failed: spreadOf(outcomes.map(({ failed }) => failed)),
  };
}

/** Three standard errors of a share that was found in so many runs. */
export function threeErrorsOf(share: number, runs: number): number {
  return 3 * Math.sqrt((share * (1 - share)) / runs);
}

/** The value in the middle, the lower one of two. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
}

function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), mean: values.reduce((sum, value) => sum + value, 0) / values.length };
}
