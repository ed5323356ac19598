import { begunWith, type KeptSeeds, readKeptSeeds, writeKeptSeeds } from '../report/kept-seeds.ts';
import { publishFigures } from '../report/publish-figures.ts';
import type { Run } from '../simulate.ts';
import { codeDigest } from './code-digest.ts';
import { describeSummary } from './describe.ts';
import type { SeedsAsked } from './read-simulate.ts';
import { runSeeds } from './run-seeds.ts';
import type { Summary } from './summary.ts';

type Print = (line: string) => void;

/** So many seeds at the most are lost when the machine is. */
const keptEach = 500;

/** Runs seeds, tells of each violation as it comes, and says what they came to. */
export async function seedsCommand(
  { from, count, minutes = Number.POSITIVE_INFINITY, writes, goesOn }: SeedsAsked,
  assembly: string,
  print: Print,
): Promise<number> {
  const { before, because } = begunWith(goesOn ? readKeptSeeds() : undefined, codeDigest(assembly), from);
  if (goesOn) print(because);
  const startedMs = performance.now();
  const tookMs = () => performance.now() - startedMs;
  const keptOf = (summary: Summary): KeptSeeds => ({
    ...before,
    parts: before.parts + (summary.seeds > before.summary.seeds ? 1 : 0),
    tookSeconds: before.tookSeconds + tookMs() / 1_000,
    summary,
  });
  let keptSeeds = before.summary.seeds;
  const keep = (summary: Summary): void => {
    if (!writes || summary.seeds < keptSeeds + keptEach) return;
    writeKeptSeeds(keptOf(summary));
    keptSeeds = summary.seeds;
  };
  const goOn = () => tookMs() < minutes * 60_000;
  const tell = (runs: readonly Run[]) => tellViolations(runs, print);
  const kept = keptOf(await runSeeds({ assembly, from, count, before: before.summary, goOn, tell, keep }));
  print(describeSummary(kept.summary, kept.tookSeconds));
  if (kept.summary.seeds === 0) return 1;
  const unwritten = writes ? publishFigures(kept) : undefined;
  if (unwritten !== undefined) print(unwritten);
  return kept.summary.violations.length > 0 || unwritten !== undefined ? 1 : 0;
}

function tellViolations(runs: readonly Run[], print: Print): void {
  for (const { seed, violations } of runs)
    for (const { id, oracle, because } of violations) print(`seed ${seed}: ${id} ${oracle}: ${because}`);
}
