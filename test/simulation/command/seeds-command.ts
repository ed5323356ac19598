import { runOnAllCores } from '../../../bench/command/worker-pool.ts';
import { begunWith, type KeptSeeds, readKeptSeeds } from '../report/kept-seeds.ts';
import { publishFigures } from '../report/publish-figures.ts';
import { type SafetyFiles, safetyFiles } from '../report/safety-files.ts';
import type { Run } from '../simulate.ts';
import { describeSummary } from './describe.ts';
import type { SeedsAsked } from './read-simulate.ts';
import { runSeeds, type SeedPool } from './run-seeds.ts';
import type { Summary } from './summary.ts';

type Print = (line: string) => void;

/** What seeds are run on. */
interface SeedsCode {
  readonly assembly: string;
  /** Its digest. */
  readonly code: string;
}

/** Where what they come to is kept and shown, who runs them, and how much time has passed. */
interface SeedsPlace {
  readonly files: SafetyFiles;
  readonly pool: SeedPool;
  readonly nowMs: () => number;
}

const here: SeedsPlace = { files: safetyFiles, pool: runOnAllCores, nowMs: () => performance.now() };

/**
 * What seeds came to is kept whenever they are so many more. A machine that is lost takes with it what came since, and whatever came after a
 * seed that had not ended: of those that are kept none is missing.
 */
const keptEach = 500;

/** Runs seeds, tells of each violation as it comes, and says what they came to. @throws {WrongUsageError} what is kept cannot be gone on with. */
export async function seedsCommand(
  { from, count, minutes = Number.POSITIVE_INFINITY, writes, goesOn }: SeedsAsked,
  { assembly, code }: SeedsCode,
  print: Print,
  { files, pool, nowMs }: SeedsPlace = here,
): Promise<number> {
  // Read in any case where it will be written: hours later it would be too late to refuse it.
  const found = writes ? readKeptSeeds(files.seeds) : undefined;
  const { before, because } = begunWith(goesOn ? found : undefined, { code, from });
  if (goesOn) print(because);
  const startedMs = nowMs();
  const tookMs = () => nowMs() - startedMs;
  const keptOf = (summary: Summary): KeptSeeds => {
    if (summary.seeds === before.summary.seeds) return before;
    return { ...before, parts: before.parts + 1, tookSeconds: before.tookSeconds + tookMs() / 1_000, summary };
  };
  let keptSeeds = before.summary.seeds;
  const keep = (summary: Summary): void => {
    if (!writes || summary.seeds < keptSeeds + keptEach) return;
    publishFigures(keptOf(summary), files);
    keptSeeds = summary.seeds;
  };
  const goOn = () => tookMs() < minutes * 60_000;
  const tell = (runs: readonly Run[]) => tellViolations(runs, print);
  const kept = keptOf(await runSeeds({ assembly, from, count, before: before.summary, goOn, tell, keep }, pool));
  print(describeSummary(kept.summary, kept.tookSeconds));
  if (kept.summary.seeds === 0) return 1;
  const unwritten = writes ? publishFigures(kept, files) : undefined;
  if (unwritten !== undefined) print(unwritten);
  return kept.summary.violations.length > 0 || unwritten !== undefined ? 1 : 0;
}

function tellViolations(runs: readonly Run[], print: Print): void {
  for (const { seed, violations } of runs)
    for (const { id, oracle, because } of violations) print(`seed ${seed}: ${id} ${oracle}: ${because}`);
}
