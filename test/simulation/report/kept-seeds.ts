import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
import { counted } from '../command/counted.ts';
import { nothingRun, type Summary } from '../command/summary.ts';
import { safetyFiles } from './safety-files.ts';
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

const fixOfFile = 'restore it from git, or delete it to begin anew';
const whole = z.int().min(0);
const counts = z.record(z.string(), whole);
const KeptFile = z.strictObject({
  ...{ code: z.string(), from: whole, parts: z.int().min(1), tookSeconds: z.number().positive() },
  summary: z.strictObject({
    ...{ seeds: z.int().min(1), deployments: whole, calls: whole, worldSeconds: z.number().min(0) },
    ...{ faults: counts, endings: counts, settled: counts, longest: z.strictObject({ seed: whole, seconds: z.number().min(0) }) },
    violations: z.array(z.strictObject({ id: z.string(), oracle: z.string(), atSeconds: z.number(), because: z.string(), seed: whole })),
  }),
});

/**
 * What was kept; none: nothing is.
 *
 * @throws {WrongUsageError} the file is no JSON, or not that of seeds.
 */
export function readKeptSeeds(path: string = safetyFiles.seeds): KeptSeeds | undefined {
  if (!existsSync(path)) return undefined;
  const read = KeptFile.safeParse(jsonIn(path));
  if (read.success) return read.data as KeptSeeds;
  const [{ path: where, message } = { path: [], message: '' }] = read.error.issues;
  throw new WrongUsageError(`docs/safety-seeds.json is not what seeds came to (${where.join('.')}: ${message}): ${fixOfFile}`);
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new WrongUsageError(`docs/safety-seeds.json is no JSON: ${fixOfFile}`);
  }
}

/** Keeps them, in the place of those that were kept before. */
export function writeKeptSeeds(kept: KeptSeeds, path: string = safetyFiles.seeds): void {
  writeAtOnce(path, `${JSON.stringify(kept)}\n`);
}

/** Whether both are of the same seeds as far as they go: of the same code, from the same first one on. */
export function isSameRun(one: Pick<KeptSeeds, 'code' | 'from'>, other: Pick<KeptSeeds, 'code' | 'from'>): boolean {
  return one.code === other.code && one.from === other.from;
}

/**
 * With what a run begins that goes on: with those that are kept, or with none when nothing is. Says which, in a line.
 *
 * @throws {WrongUsageError} they ran other code, or begin with another seed: to begin anew would lose them.
 */
export function begunWith(
  kept: KeptSeeds | undefined,
  run: Pick<KeptSeeds, 'code' | 'from'>,
): { readonly before: KeptSeeds; readonly because: string } {
  if (kept === undefined) {
    return { before: { ...run, parts: 0, tookSeconds: 0, summary: nothingRun }, because: 'nothing is kept: begins with the first seed' };
  }
  if (!isSameRun(kept, run)) {
    const other =
      kept.code === run.code
        ? `begin with seed ${kept.from}, and this run with ${run.from}`
        : `ran code ${kept.code}, and this is ${run.code}`;
    const fix = 'delete docs/safety-seeds.json or leave --continue out to begin anew';
    throw new WrongUsageError(`--continue cannot go on: the ${counted(kept.summary.seeds, 'seed')} that are kept ${other}: ${fix}`);
  }
  return { before: kept, because: `goes on after the ${counted(kept.summary.seeds, 'seed')} of this code that are kept` };
}
