import { counted } from '../command/counted.ts';
import { writtenSeedsMin } from '../command/run-limits.ts';
import { failureModesSection } from './failure-modes-table.ts';
import { faultsSection, figuresSection } from './figures.ts';
import { foundBugsSection } from './found-bugs-table.ts';
import { type KeptSeeds, writeKeptSeeds } from './kept-seeds.ts';
import { writeSections } from './safety-page.ts';

/**
 * Puts what seeds came to on the page of safety, with all that the simulator knows besides, and keeps it. Answers why it did not: a run that
 * was stopped after some minutes may have too few seeds.
 */
export function publishFigures(kept: KeptSeeds, write = writeSections, keep = writeKeptSeeds): string | undefined {
  const { summary, from } = kept;
  if (summary.seeds < writtenSeedsMin) {
    return `nothing is written: ${counted(summary.seeds, 'seed')} ran, and the page needs ${writtenSeedsMin}, the p99 of fewer says nothing`;
  }
  const command = `npm run simulate -- --from ${from} --seeds ${summary.seeds} --write`;
  write([
    { name: 'figures', text: figuresSection(kept), command },
    { name: 'faults', text: faultsSection(summary), command },
    { name: 'failure-modes', text: failureModesSection() },
    { name: 'found-bugs', text: foundBugsSection() },
  ]);
  keep(kept);
  return undefined;
}
