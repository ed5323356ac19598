import { runOnAllCores } from '../../../bench/command/worker-pool.ts';
import type { Run } from '../simulate.ts';
import type { SeedTask } from './seed-worker.ts';
import { nothingRun, type Summary, withRuns } from './summary.ts';

/** Which seeds, on what, and when to stop. */
export interface SeedsWanted {
  readonly assembly: string;
  readonly from: number;
  /** How many at the most: `goOn` may end the run before. */
  readonly count: number;
  /** Asked before each small batch: false ends the run. */
  readonly goOn: () => boolean;
  /** Hears of each small batch as it ends, in whichever order they do. */
  readonly tell: (runs: readonly Run[]) => void;
}

/** So small that no core waits long for the other at the end. */
const batchSeeds = 10;

/** Runs seeds on all cores. Which core runs which seed changes no result. */
export async function runSeeds({ assembly, from, count, goOn, tell }: SeedsWanted): Promise<Summary> {
  let next = from;
  let summary = nothingRun;
  const take = (): SeedTask | undefined => {
    const seeds = Array.from({ length: Math.min(batchSeeds, from + count - next) }, (_, index) => next + index);
    next += seeds.length;
    return seeds.length > 0 && goOn() ? { assembly, seeds } : undefined;
  };
  const answered = (runs: readonly Run[]): void => {
    summary = withRuns(summary, runs);
    tell(runs);
  };
  await runOnAllCores(new URL('./seed-worker.ts', import.meta.url), take, answered);
  return summary;
}
