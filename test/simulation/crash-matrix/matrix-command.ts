import { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
import { codeDigest } from '../command/code-digest.ts';
import { writeSections } from '../report/safety-page.ts';
import { cellId } from './cells.ts';
import { batchCells, crashMatrix, isBad, type Matrix, matrixCells } from './crash-matrix.ts';
import { describeCell, describeMatrix } from './describe-matrix.ts';
import { referenceRuns } from './reference-runs.ts';
import { recordReference, referenceNamed, runCell } from './run-reference.ts';

type Print = (line: string) => void;

/** Runs every cell and prints the table; answers the exit code. `writtenBy`, a command, puts the table and itself on the page of safety. */
export async function matrixCommand(assembly: string, writtenBy: string | undefined, print: Print): Promise<number> {
  const written = writtenBy === undefined ? undefined : { command: writtenBy, code: codeDigest(assembly) };
  const matrix = await crashMatrix(assembly, (done, of, bad) => {
    for (const result of bad) print(describeCell(result));
    if (done % 200 < batchCells) print(`${done} of ${of} cells`);
  });
  const text = describeMatrix(matrix);
  print(text);
  if (matrix.results.length > 0 && written !== undefined) writeSections([{ name: 'crash-matrix', text, ...written }]);
  return matrixExitCode(matrix);
}

/** 0 when cells were run and none was violated, and none of the runs without a crash either, on which they rest. */
export function matrixExitCode({ references, results }: Matrix): number {
  const isBroken = references.some(({ violations }) => violations.length > 0);
  return results.length === 0 || results.some(isBad) || isBroken ? 1 : 0;
}

/** The name of a cell, of a reference run that there is. @throws {WrongUsageError} it is none. */
export function readCell(id: string): string {
  const [reference] = id.split('/');
  if (referenceRuns.some(({ name }) => name === reference)) return id;
  const names = referenceRuns.map(({ name }) => name).join('; ');
  throw new WrongUsageError(`--crash-cell is "${id}", and there is no reference run "${reference}": give a cell of one of ${names}`);
}

/** Runs one cell again and prints its trace; answers the exit code, as {@link matrixExitCode}. @throws {WrongUsageError} there is no such cell. */
export async function cellCommand(id: string, assembly: string, print: Print): Promise<number> {
  const recorded = await recordReference(referenceNamed(readCell(id).replace(/\/.*/, '')), assembly);
  const cell = matrixCells([recorded]).find((each) => cellId(each) === id);
  if (cell === undefined) {
    throw new WrongUsageError(
      `--crash-cell is "${id}", which is no cell: calls are counted anew when the code changes, run --crash-matrix`,
    );
  }
  const result = await runCell(cell, assembly, true);
  const references = [{ reference: recorded.reference, violations: recorded.run.violations, made: recorded.made }];
  for (const { because } of recorded.run.violations) print(`Without any crash, "${recorded.reference}": ${because}`);
  print([...result.run.trace, '', describeCell(result)].join('\n'));
  return matrixExitCode({ references, results: [result] });
}
