import { parentPort } from 'node:worker_threads';
import { drawScenario } from '../scenario/draw-scenario.ts';
import { type Run, simulate } from '../simulate.ts';

/** Some seeds to run on an assembly. */
export interface SeedTask {
  readonly assembly: string;
  readonly seeds: readonly number[];
}

parentPort?.on('message', async ({ assembly, seeds }: SeedTask) => {
  const runs: Run[] = [];
  for (const seed of seeds) runs.push(await simulate(drawScenario(seed), { assembly }));
  parentPort?.postMessage(runs);
});
