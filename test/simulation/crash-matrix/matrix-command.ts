import { writeSection } from '../report/safety-page.ts';
import { type Cell, cellId } from './cells.ts';
import { batchCells, crashMatrix, isBad, matrixCells } from './crash-matrix.ts';
import { describeCell, describeMatrix } from './describe-matrix.ts';
import { recordReference, referenceNamed, runCell } from './run-reference.ts';

type Print = (line: string) => void;

/** Runs every cell and prints the table; answers the exit code. `write` puts the table on the page of safety. */
export async function matrixCommand(assembly: string, write: boolean, print: Print): Promise<number> {
  const matrix = await crashMatrix(assembly, (done, of, bad) => {
    for (const result of bad) print(describeCell(result));
    if (done % 200 < batchCells) print(`${done} of ${of} cells`);
  });
  const text = describeMatrix(matrix);
  print(text);
  if (write) writeSection('crash-matrix', text);
  return matrix.results.some(isBad) ? 1 : 0;
}

/** Runs one cell again and prints its trace; answers the exit code. @throws {RangeError} there is no such cell. */
export async function cellCommand(id: string, assembly: string, print: Print): Promise<number> {
  const result = await runCell(await cellNamed(id, assembly), assembly, true);
  print([...result.run.trace, '', describeCell(result)].join('\n'));
  return isBad(result) ? 1 : 0;
}

async function cellNamed(id: string, assembly: string): Promise<Cell> {
  const recorded = await recordReference(referenceNamed(id.slice(0, id.indexOf('/'))), assembly);
  const found = matrixCells([recorded]).find((cell) => cellId(cell) === id);
  if (found === undefined) throw new RangeError(`there is no cell "${id}": calls are counted anew when the code changes`);
  return found;
}
