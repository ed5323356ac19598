import { counted } from '../command/counted.ts';
import { writtenSeedsMin } from '../command/run-limits.ts';
import type { Summary } from '../command/summary.ts';
import { failureModesSection } from './failure-modes-table.ts';
import { faultsSection, figuresSection } from './figures.ts';
import { foundBugsSection } from './found-bugs-table.ts';
import { writeSections } from './safety-page.ts';

/** The run that figures are from. */
export interface RunOfSeeds {
  readonly tookSeconds: number;
  readonly from: number;
  /** As it is put on the page. */
  readonly command: string;
}

/**
 * Puts what seeds came to on the page of safety, with all that the simulator knows besides. Answers why it did not: a run that was stopped
 * after some minutes may have too few seeds.
 */
export function publishFigures(summary: Summary, { tookSeconds, from, command }: RunOfSeeds, write = writeSections): string | undefined {
  if (summary.seeds < writtenSeedsMin) {
    return `nothing is written: ${counted(summary.seeds, 'seed')} ran, and the page needs ${writtenSeedsMin}, the p99 of fewer says nothing`;
  }
  write([
    { name: 'figures', text: figuresSection(summary, tookSeconds, from), command },
    { name: 'faults', text: faultsSection(summary), command },
    { name: 'failure-modes', text: failureModesSection() },
    { name: 'found-bugs', text: foundBugsSection() },
  ]);
  return undefined;
}
