import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
import { counted } from '../command/counted.ts';
import { nothingRun, type Summary } from '../command/summary.ts';
import { writeAtOnce } from './write-at-once.ts';

/** What the first seeds of a run came to, for the page and for the run that goes on with those after them. */
export interface KeptSeeds {
  /** That of the code they ran. */
  readonly code: string;
  readonly from: number;
  /** How often it was gone on with, the first time included. */
  readonly parts: number;
  readonly tookSeconds: number;
  readonly summary: Summary;
}

const keptSeeds = fileURLToPath(new URL('../../../docs/safety-seeds.json', import.meta.url));

/**
 * What was kept; none: nothing is.
 *
 * @throws {WrongUsageError} the file is no JSON.
 */
export function readKeptSeeds(path: string = keptSeeds): KeptSeeds | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as KeptSeeds;
  } catch {
    throw new WrongUsageError('docs/safety-seeds.json is no JSON: restore it from git, or delete it to begin anew');
  }
}

/** Keeps them, in the place of those that were kept before. */
export function writeKeptSeeds(kept: KeptSeeds, path: string = keptSeeds): void {
  writeAtOnce(path, `${JSON.stringify(kept)}\n`);
}

/** With what a run begins: with those that are kept, if they are the first of it and ran its code, or with none. Says why, in a line. */
export function begunWith(
  kept: KeptSeeds | undefined,
  code: string,
  from: number,
): { readonly before: KeptSeeds; readonly because: string } {
  const anew: KeptSeeds = { code, from, parts: 0, tookSeconds: 0, summary: nothingRun };
  if (kept === undefined) return { before: anew, because: 'nothing is kept: begins with the first seed' };
  if (kept.code !== code)
    return { before: anew, because: `what is kept ran other code, ${kept.code}, and this is ${code}: begins with the first seed` };
  if (kept.from !== from)
    return { before: anew, because: `what is kept begins with seed ${kept.from}, and this with ${from}: begins with the first seed` };
  return { before: kept, because: `goes on after the ${counted(kept.summary.seeds, 'seed')} of this code that are kept` };
}
