import type { Violation } from '../oracles/oracle.ts';
import type { Run } from '../simulate.ts';
import { quantileOf } from './quantile.ts';

/** What many seeds came to. */
export interface Summary {
  readonly seeds: number;
  readonly deployments: number;
  readonly calls: number;
  readonly worldSeconds: number;
  /** By kind of fault. */
  readonly faults: Readonly<Record<string, number>>;
  /** Ends of deployments, and how often each. */
  readonly endings: Readonly<Record<string, number>>;
  /** World seconds from the last fault until everything was at rest, ascending. */
  readonly settled: readonly { readonly seed: number; readonly seconds: number }[];
  readonly violations: readonly (Violation & { readonly seed: number })[];
}

/** Nothing was run so far. */
export const nothingRun: Summary = {
  ...{ seeds: 0, deployments: 0, calls: 0, worldSeconds: 0 },
  ...{ faults: {}, endings: {}, settled: [], violations: [] },
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
    settled: [...before.settled, ...runs.map(({ seed, settledSeconds }) => ({ seed, seconds: settledSeconds }))].sort(
      (a, b) => a.seconds - b.seconds || a.seed - b.seed,
    ),
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
export function describeSettled({ settled }: Pick<Summary, 'settled'>): string {
  const seconds = settled.map((each) => each.seconds);
  const longest = settled.at(-1);
  return `p50 ${quantileOf(seconds, 0.5)} s, p99 ${quantileOf(seconds, 0.99)} s, longest ${longest?.seconds} s (seed ${longest?.seed})`;
}

function added(before: Summary['faults'], more: readonly Summary['faults'][]): Summary['faults'] {
  const total: Record<string, number> = { ...before };
  for (const counts of more) for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
  return total;
}
