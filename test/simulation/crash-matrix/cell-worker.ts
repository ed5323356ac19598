import { parentPort } from 'node:worker_threads';
import type { Cell } from './cells.ts';
import { type CellResult, runCell } from './run-reference.ts';

/** Some cells to run on an assembly. */
export interface CellTask {
  readonly assembly: string;
  readonly cells: readonly Cell[];
}

parentPort?.on('message', async ({ assembly, cells }: CellTask) => {
  const results: CellResult[] = [];
  for (const cell of cells) results.push(await runCell(cell, assembly));
  parentPort?.postMessage(results);
});
