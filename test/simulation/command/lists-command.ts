import { failureModesSection } from '../report/failure-modes-table.ts';
import { foundBugsSection } from '../report/found-bugs-table.ts';
import { readKeptSeeds } from '../report/kept-seeds.ts';
import { seedSections } from '../report/publish-figures.ts';
import { type SafetyFiles, safetyFiles } from '../report/safety-files.ts';
import { type Section, writeSections } from '../report/safety-page.ts';

/** Prints the lists of the code and what is kept of seeds, as the page has them, and writes them there if asked to. Runs nothing. */
export function listsCommand(writes: boolean, print: (line: string) => void, files: SafetyFiles = safetyFiles): number {
  const kept = readKeptSeeds(files.seeds);
  const sections: readonly Section[] = [
    ...(kept === undefined ? [] : seedSections(kept)),
    { name: 'failure-modes', text: failureModesSection() },
    { name: 'found-bugs', text: foundBugsSection() },
  ];
  for (const { text } of sections) print(text);
  if (writes) writeSections(sections, files.page);
  return 0;
}
