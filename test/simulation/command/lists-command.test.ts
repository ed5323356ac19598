import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { copiedFiles } from '../report/copied-files.ts';
import { failureModesSection } from '../report/failure-modes-table.ts';
import { faultsSection, figuresSection } from '../report/figures.ts';
import { foundBugsSection } from '../report/found-bugs-table.ts';
import { writeKeptSeeds } from '../report/kept-seeds.ts';
import { sectionNames, sectionOf, withSection } from '../report/safety-page.ts';
import { aSummary } from './a-run.ts';
import { listsCommand } from './lists-command.ts';

const files = copiedFiles();

const kept = { code: '0123456789ab', from: 7, parts: 1, tookSeconds: 60, summary: aSummary(7, 150) };

/** Writes the lists; answers what the sections of the page say that are other than before. */
function changed(writes: boolean, print: (line: string) => void = () => undefined) {
  const before = readFileSync(files().page, 'utf8');
  expect(listsCommand(writes, print, files())).toBe(0);
  const after = readFileSync(files().page, 'utf8');
  const names = sectionNames.filter((name) => sectionOf(after, name) !== sectionOf(before, name));
  return Object.fromEntries(names.map((name) => [name, sectionOf(after, name)]));
}

describe('the lists of the page', () => {
  beforeEach(() => {
    const lists = ['failure-modes', 'found-bugs'] as const;
    const page = lists.reduce((text, name) => withSection(text, { name, text: 'old' }), readFileSync(files().page, 'utf8'));
    writeFileSync(files().page, page);
  });
  const lists = { 'failure-modes': failureModesSection(), 'found-bugs': foundBugsSection() };

  it('are written with what is kept of seeds, without running one', () => {
    writeKeptSeeds(kept, files().seeds);
    const command = '`npm run simulate -- --from 7 --seeds 150 --write`\n\n';
    const seeds = { figures: command + figuresSection(kept), faults: command + faultsSection(kept.summary) };
    expect(changed(true)).toEqual({ ...lists, ...seeds });
  });

  it('are written alone when nothing is kept', () => {
    expect(changed(true)).toEqual(lists);
  });

  it('are printed, and not written, without --write', () => {
    const printed: string[] = [];
    expect(changed(false, (text) => void printed.push(text))).toEqual({});
    expect(printed).toEqual(Object.values(lists));
  });
});
