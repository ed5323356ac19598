import { counted } from '../command/counted.ts';
import { writtenSeedsMin } from '../command/run-limits.ts';
import { faultsSection, figuresSection } from './figures.ts';
import { isSameRun, type KeptSeeds, readKeptSeeds, writeKeptSeeds } from './kept-seeds.ts';
import { type SafetyFiles, safetyFiles } from './safety-files.ts';
import { type Section, writeSections } from './safety-page.ts';

/**
 * Keeps what seeds came to, and then puts it on the page of safety. Answers why it did not: a run that was stopped after some minutes may have
 * too few seeds, and fewer never take the place of more of the same run, which another may have kept meanwhile.
 */
export function publishFigures(kept: KeptSeeds, files: SafetyFiles = safetyFiles): string | undefined {
  const { seeds } = kept.summary;
  if (seeds < writtenSeedsMin) {
    return `nothing is written: ${counted(seeds, 'seed')} ran, and the page needs ${writtenSeedsMin}, the p99 of fewer says nothing`;
  }
  const now = readKeptSeeds(files.seeds);
  if (now !== undefined && isSameRun(now, kept) && now.summary.seeds > seeds) {
    return `nothing is written: ${counted(seeds, 'seed')} ran, and ${counted(now.summary.seeds, 'seed')} of the same run are kept: delete docs/safety-seeds.json to write fewer`;
  }
  writeKeptSeeds(kept, files.seeds);
  writeSections(seedSections(kept), files.page);
  return undefined;
}

/** What the page says of seeds that are kept. */
export function seedSections(kept: KeptSeeds): readonly Section[] {
  const { summary, from } = kept;
  const command = `npm run simulate -- --from ${from} --seeds ${summary.seeds} --write`;
  return [
    { name: 'figures', text: figuresSection(kept), command },
    { name: 'faults', text: faultsSection(summary), command },
  ];
}
