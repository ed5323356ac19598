import { runOnAllCores } from '../../../bench/command/worker-pool.ts';
import type { Violation } from '../oracles/oracle.ts';
import type { CellTask } from './cell-worker.ts';
import { type Cell, cellsOf } from './cells.ts';
import { matrixRows, type Recorded } from './matrix-rows.ts';
import type { MadeCall } from './record-calls.ts';
import { referenceRuns } from './reference-runs.ts';
import { type CellResult, recordReference } from './run-reference.ts';

/** Hears how many cells of how many were run, and which of the last batch are bad. */
type Tell = (done: number, of: number, bad: readonly CellResult[]) => void;

/** What came of a reference run without a crash. */
export interface ReferenceResult {
  readonly reference: string;
  /** What was wrong in it: the cells of such a run show little. */
  readonly violations: readonly Violation[];
  /** Every call of Sluice, those without cells too. */
  readonly made: readonly MadeCall[];
}

/** What came of the matrix. */
export interface Matrix {
  readonly references: readonly ReferenceResult[];
  /** In the order in which they ended. */
  readonly results: readonly CellResult[];
}

/** How many cells are answered at once: so few that no core waits long for the other at the end. */
export const batchCells = 8;

/** Records the reference runs and runs every cell on all cores. */
export async function crashMatrix(assembly: string, tell: Tell): Promise<Matrix> {
  const recorded = await recordAll(assembly);
  const cells = matrixCells(recorded);
  const results: CellResult[] = [];
  let next = 0;
  const take = (): CellTask | undefined => {
    const batch = cells.slice(next, next + batchCells);
    next += batch.length;
    return batch.length === 0 ? undefined : { assembly, cells: batch };
  };
  const answered = (done: readonly CellResult[]): void => {
    results.push(...done);
    tell(results.length, cells.length, done.filter(isBad));
  };
  await runOnAllCores(new URL('./cell-worker.ts', import.meta.url), take, answered);
  return {
    references: recorded.map(({ reference, run, made }) => ({ reference, violations: run.violations, made })),
    results,
  };
}

/** Every cell of recorded runs, in order. */
export function matrixCells(recorded: readonly Recorded[]): readonly Cell[] {
  return matrixRows(recorded).flatMap(({ reference, calls }) => calls.flatMap((call) => cellsOf(reference, call)));
}

/** Whether a cell was violated, or shows nothing. */
export function isBad({ run, error }: CellResult): boolean {
  return error !== undefined || run.violations.length > 0;
}

async function recordAll(assembly: string) {
  const recorded = [];
  for (const reference of referenceRuns) recorded.push(await recordReference(reference, assembly));
  return recorded;
}
