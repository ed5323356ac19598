import type { Violation } from '../oracles/oracle.ts';
import type { Run } from '../simulate.ts';
import { type Counts, quantileOfCounts } from './quantile.ts';

/** How long a seed took from its last fault until everything was at rest. */
interface Settled {
  readonly seed: number;
  /** Of the world. */
  readonly seconds: number;
}

/** What many seeds came to. */
export interface Summary {
  readonly seeds: number;
  readonly deployments: number;
  readonly calls: number;
  readonly worldSeconds: number;
  /** By kind of fault. */
  readonly faults: Counts;
  /** Ends of deployments, and how often each. */
  readonly endings: Counts;
  /** World seconds from the last fault until everything was at rest, and how many seeds took so long. */
  readonly settled: Counts;
  /** The first of those that took longest; none: nothing was run. */
  readonly longest: Settled | undefined;
  readonly violations: readonly (Violation & { readonly seed: number })[];
}

/** Nothing was run so far. */
export const nothingRun: Summary = {
  ...{ seeds: 0, deployments: 0, calls: 0, worldSeconds: 0 },
  ...{ faults: {}, endings: {}, settled: {}, longest: undefined, violations: [] },
};

/** Adds runs. The order in which they come changes nothing. */
export function withRuns(before: Summary, runs: readonly Run[]): Summary {
  const sum = (of: (run: Run) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    seeds: before.seeds + runs.length,
    deployments: before.deployments + sum((run) => run.deployments),
    calls: before.calls + sum((run) => run.calls),
    worldSeconds: before.worldSeconds + sum((run) => run.worldSeconds),
    faults: added(
      before.faults,
      runs.map(({ faults }) => faults),
    ),
    endings: added(
      before.endings,
      runs.map(({ endings }) => endings),
    ),
    settled: added(
      before.settled,
      runs.map(({ settledSeconds }) => ({ [settledSeconds]: 1 })),
    ),
    longest: runs.map(({ seed, settledSeconds }) => ({ seed, seconds: settledSeconds })).reduce(longer, before.longest),
    violations: [...before.violations, ...runs.flatMap(({ seed, violations }) => violations.map((each) => ({ ...each, seed })))].sort(
      (a, b) => a.seed - b.seed,
    ),
  };
}

/** How many faults were injected. */
export function faultCount({ faults }: Pick<Summary, 'faults'>): number {
  return Object.values(faults).reduce((total, count) => total + count, 0);
}

/** How long the world took to come to rest, and the seed that took longest. */
export function describeSettled({ settled, longest }: Pick<Summary, 'settled' | 'longest'>): string {
  const p = (share: number) => `${quantileOfCounts(settled, share)} s`;
  return `p50 ${p(0.5)}, p99 ${p(0.99)}, longest ${longest?.seconds} s (seed ${longest?.seed})`;
}

function longer(before: Settled | undefined, one: Settled): Settled {
  const stays = before !== undefined && (before.seconds > one.seconds || (before.seconds === one.seconds && before.seed < one.seed));
  return stays ? before : one;
}

function added(before: Counts, more: readonly Counts[]): Counts {
  const total: Record<string, number> = { ...before };
  for (const counts of more) for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
  return total;
}
