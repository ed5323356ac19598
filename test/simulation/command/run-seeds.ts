import { runOnAllCores } from '../../../bench/command/worker-pool.ts';
import type { Run } from '../simulate.ts';
import type { SeedTask } from './seed-worker.ts';
import { type Summary, withRuns } from './summary.ts';

/** Which seeds, on what, and when to stop. */
export interface SeedsWanted {
  readonly assembly: string;
  readonly from: number;
  /** How many at the most, those that were run before included: `goOn` may end the run before. */
  readonly count: number;
  /** What the first of them came to, which were run before. */
  readonly before: Summary;
  /** Asked before each small batch: false ends the run. */
  readonly goOn: () => boolean;
  /** Hears of each small batch as it ends, in whichever order they do. */
  readonly tell: (runs: readonly Run[]) => void;
  /** Hears what the first seeds came to, as they become more: none of them is missing. */
  readonly keep: (summary: Summary) => void;
}

/** So small that no core waits long for the other at the end. */
const batchSeeds = 10;

/** Gives tasks to workers and hears their answers, as {@link runOnAllCores} does. */
export type SeedPool = (
  worker: URL,
  next: () => SeedTask | undefined,
  answered: (runs: readonly Run[], task: SeedTask) => void,
) => Promise<void>;

/** Runs seeds on all cores. Which core runs which seed changes no result. */
export async function runSeeds(
  { assembly, from, count, before, goOn, tell, keep }: SeedsWanted,
  pool: SeedPool = runOnAllCores,
): Promise<Summary> {
  let next = from + before.seeds;
  let summary = before;
  const ahead = new Map<number, readonly Run[]>();
  const take = (): SeedTask | undefined => {
    const seeds = Array.from({ length: Math.min(batchSeeds, from + count - next) }, (_, index) => next + index);
    if (seeds.length === 0 || !goOn()) return undefined;
    next += seeds.length;
    return { assembly, seeds };
  };
  const answered = (runs: readonly Run[], { seeds: [first = next] }: SeedTask): void => {
    tell(runs);
    ahead.set(first, runs);
    for (let due = ahead.get(from + summary.seeds); due !== undefined; due = ahead.get(from + summary.seeds)) {
      ahead.delete(from + summary.seeds);
      summary = withRuns(summary, due);
      keep(summary);
    }
  };
  await pool(new URL('./seed-worker.ts', import.meta.url), take, answered);
  return summary;
}
