import type { Run } from '../simulate.ts';
import { nothingRun, type Summary, withRuns } from './summary.ts';

/** A run of a seed, with counts that differ from seed to seed, for tests of what is done with runs. */
export function aRun(seed: number): Run {
  return {
    ...{ seed, trace: [], violations: [], deployments: seed % 3, calls: 10, worldSeconds: 3_600 },
    ...{ faults: { 'slow-calls': seed % 5 }, endings: { promoted: 1 }, settledSeconds: seed % 7 },
  };
}

/** What so many seeds come to, one after the other. */
export function aSummary(from: number, count: number): Summary {
  return withRuns(
    nothingRun,
    Array.from({ length: count }, (_, index) => aRun(from + index)),
  );
}
