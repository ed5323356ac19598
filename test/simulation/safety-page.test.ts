import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rollbackCommand } from './clocks/rollback-command.ts';
import { simulateCommand } from './command/simulate-command.ts';
import { matrixLists } from './crash-matrix/describe-matrix.ts';
import { failureModesSection } from './report/failure-modes-table.ts';
import { faultsSection, figuresSection } from './report/figures.ts';
import { foundBugsSection } from './report/found-bugs-table.ts';
import { readKeptSeeds } from './report/kept-seeds.ts';
import { readSafetyPage, sectionNames, sectionOf, table, withSection, writeSections } from './report/safety-page.ts';
import { scaleCommand } from './scale/scale-command.ts';

/** Those that say what lists in the code say: no command measured them. */
const listed = ['failure-modes', 'found-bugs'] as const;
const measured = sectionNames.filter((name) => !listed.some((each) => each === name));

describe('the page on safety', () => {
  it('says what the lists say; `npm run simulate -- --seeds 100 --continue --write` writes it anew', () => {
    const page = readSafetyPage();
    expect(sectionOf(page, 'failure-modes')).toBe(failureModesSection());
    expect(sectionOf(page, 'found-bugs')).toBe(foundBugsSection());
  });

  it('says what is kept of its seeds; `npm run simulate -- --seeds 100 --continue --write` writes it anew', () => {
    const kept = readKeptSeeds() ?? expect.fail('no seeds are kept');
    expect(sectionOf(readSafetyPage(), 'figures')).toContain(figuresSection(kept));
    expect(sectionOf(readSafetyPage(), 'faults')).toContain(faultsSection(kept.summary));
  });

  it('has the reference runs and the calls without rows of the crash matrix; `npm run simulate -- --crash-matrix --write` runs it anew', () => {
    expect(sectionOf(readSafetyPage(), 'crash-matrix')).toContain(matrixLists());
  });

  it('has every section that a command writes, in order, and no other', () => {
    const begun = [...readSafetyPage().matchAll(/^<!-- (.+): written by a command -->$/gm)].map(([, name]) => name);
    expect(begun).toEqual(sectionNames);
  });

  it('has figures in every section that a command writes', () => {
    expect(sectionNames.filter((name) => !/\d/.test(sectionOf(readSafetyPage(), name)))).toEqual([]);
  });

  it.each(measured)('begins %s with the command that writes it, which reads its own words', (name) => {
    const [line = ''] = sectionOf(readSafetyPage(), name).split('\n');
    const command = [simulateCommand, rollbackCommand, scaleCommand].find((each) => line.startsWith(`\`${each.name} `));
    const [, words = ''] = /^`npm run [a-z:]+ -- (.+)`$/.exec(line) ?? [];
    expect(command?.read(words.split(' '))).toMatchObject({ writtenBy: line.replaceAll('`', '') });
  });
});

const folder = mkdtempSync(join(tmpdir(), 'sluice-safety-page-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const section = (name: string, text: string) => `<!-- ${name}: written by a command -->\n\n${text}\n\n<!-- end of ${name} -->`;
const page = `before\n\n${section('rollback', 'old')}\n\nbetween\n\n${section('scale', 'old')}\n\nafter\n`;

describe('a section', () => {
  it('is replaced, and nothing around it', () => {
    const replaced = withSection(page, { name: 'rollback', text: table(['a', 'b'], [[1, 'x|y']]) });
    expect(replaced).toBe(page.replace('old', '| a | b |\n| --- | --- |\n| 1 | x\\|y |'));
    expect(() => withSection('nothing', { name: 'rollback', text: 'x' })).toThrow('docs/safety.md has no section rollback');
    expect(() => sectionOf('nothing', 'rollback')).toThrow('docs/safety.md has no section rollback');
  });

  it('begins with the command that measured it', () => {
    const command = 'npm run bench:rollback -- --seeds 150 --write';
    expect(sectionOf(withSection(page, { name: 'rollback', text: 'figures', command }), 'rollback')).toBe(`\`${command}\`\n\nfigures`);
  });
});

describe('sections of one command', () => {
  it('are written at once, and leave no other file', () => {
    const path = join(folder, 'safety.md');
    writeFileSync(path, page);
    const sections = [{ name: 'rollback', text: 'new' } as const, { name: 'scale', text: '2', command: 'npm run bench:scale' } as const];
    writeSections(sections, path);
    expect(readFileSync(path, 'utf8')).toBe(sections.reduce(withSection, page));
    expect(readdirSync(folder)).toEqual(['safety.md']);
  });

  // A page that was truncated and half written again would say nothing, or half of two runs.
  it('leave the page as it was when one of them has no place there', () => {
    const path = join(folder, 'safety.md');
    writeFileSync(path, page);
    const sections = [{ name: 'rollback', text: 'new' } as const, { name: 'figures', text: 'new' } as const];
    expect(() => writeSections(sections, path)).toThrow('docs/safety.md has no section figures');
    expect(readFileSync(path, 'utf8')).toBe(page);
    expect(readdirSync(folder)).toEqual(['safety.md']);
  });
});
