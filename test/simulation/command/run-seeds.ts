import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Run } from '../simulate.ts';
import type { SeedTask } from './seed-worker.ts';
import { nothingRun, type Summary, withRuns } from './summary.ts';

/** Which seeds, on what, and when to stop. */
export interface SeedsWanted {
  readonly assembly: string;
  readonly from: number;
  /** How many; without a number, until `until` says stop. */
  readonly count: number;
  /** Asked before each small batch: false ends the run. */
  readonly goOn: (soFar: Summary) => boolean;
  readonly tell?: (soFar: Summary) => void;
  readonly workers?: number;
}

/** So small that no core waits long for the other at the end. */
const batchSeeds = 10;

/** Runs seeds on all cores. Which core runs which seed changes no result. */
export async function runSeeds({ assembly, from, count, goOn, tell, workers = availableParallelism() }: SeedsWanted): Promise<Summary> {
  let next = from;
  let summary = nothingRun;
  const take = (): readonly number[] => {
    const seeds = Array.from({ length: Math.min(batchSeeds, from + count - next) }, (_, index) => next + index);
    next += seeds.length;
    return goOn(summary) ? seeds : [];
  };
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./seed-worker.ts', import.meta.url));
    try {
      for (let seeds = take(); seeds.length > 0; seeds = take()) {
        worker.postMessage({ assembly, seeds } satisfies SeedTask);
        const [runs] = (await once(worker, 'message')) as [readonly Run[]];
        summary = withRuns(summary, runs);
        tell?.(summary);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, count) }, work));
  return summary;
}
