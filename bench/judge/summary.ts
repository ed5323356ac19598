import type { Outcome } from './run-scenario.ts';

/** Middle and mean of a count. */
export interface Spread {
  readonly median: number;
  readonly mean: number;
}

/** What many runs of one rule in one scenario come to. */
export interface Summary {
  readonly runs: number;
  /** Share of runs that were rolled back, 0..1. */
  readonly rolledBack: number;
  /** Three standard errors of that share. */
  readonly threeErrors: number;
  /** Middle of the minutes to a rollback, runs without one counted as never; undefined: half the runs or more had none. */
  readonly medianMinutes?: number;
  /** Candidate requests before the rollback; runs without one count with their whole hour. */
  readonly served: Spread;
  readonly failed: Spread;
}

/** Sums up the outcomes of one rule in one scenario. */
export function summarize(outcomes: readonly Outcome[]): Summary {
  const runs = outcomes.length;
  const rolledBack = outcomes.filter(({ minutes }) => minutes !== undefined).length / runs;
  const medianMinutes = median(outcomes.map(({ minutes }) => minutes ?? Number.POSITIVE_INFINITY));
  return {
    runs,
    rolledBack,
    threeErrors: threeErrorsOf(rolledBack, runs),
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
