import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rollbackCommand } from './clocks/rollback-command.ts';
import { simulateCommand } from './command/simulate-command.ts';
import { matrixLists } from './crash-matrix/describe-matrix.ts';
import { faultKinds } from './faults/fault-kinds.ts';
import { plantedFaults } from './planted/planted-faults.ts';
import { failureModesSection } from './report/failure-modes-table.ts';
import { figuresSection } from './report/figures.ts';
import { foundBugsSection } from './report/found-bugs-table.ts';
import { readKeptSeeds } from './report/kept-seeds.ts';
import { readSafetyPage, sectionNames, sectionOf, table, withSection, writeSections } from './report/safety-page.ts';
import { scaleCommand } from './scale/scale-command.ts';

/** The cells of the rows of a table, without its head. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) =>
    line
      .slice(2, -2)
      .split(/ (?<!\\)\| /)
      .map((cell) => cell.replaceAll('\\|', '|')),
  );
}

/** What a command line of npm asks of one of the three commands whose figures are on the page. */
function readBySafetyCommand(line: string): unknown {
  const [, name, words = ''] = /^(npm run [a-z:]+)(?: -- (.+))?$/.exec(line) ?? [];
  const command = [simulateCommand, rollbackCommand, scaleCommand].find((each) => each.name === name);
  return command?.read(words.split(' ').filter((word) => word !== ''));
}

/** Those that say what lists in the code say: no command measured them. */
const listed = ['failure-modes', 'found-bugs'] as const;
const measured = sectionNames.filter((name) => !listed.some((each) => each === name));
/** Of the seeds, the table of figures has the digest in a row, for it is kept with what they came to. */
const measuredOnCode = measured.filter((name) => name !== 'figures' && name !== 'faults');

describe('the page on safety', () => {
  it('says what the lists say; `npm run simulate -- --lists --write` writes it anew', () => {
    const page = readSafetyPage();
    const faults = new Map(rowsOf(sectionOf(page, 'faults')).map(([name, about]) => [name, about]));
    const reworded = faultKinds.filter(({ name, about }) => faults.has(name) && faults.get(name) !== about);
    expect(reworded.map(({ name }) => name)).toEqual([]);
    expect(sectionOf(page, 'failure-modes')).toBe(failureModesSection());
    expect(sectionOf(page, 'found-bugs')).toBe(foundBugsSection());
  });

  it('says what is kept of its seeds; `npm run simulate -- --lists --write` writes it anew', () => {
    const kept = readKeptSeeds() ?? expect.fail('no seeds are kept');
    expect(sectionOf(readSafetyPage(), 'figures')).toContain(figuresSection(kept));
    const injected = rowsOf(sectionOf(readSafetyPage(), 'faults')).map(([name, , count]) => [name, count] as const);
    const counts = Object.entries(kept.summary.faults).map(([name, count]) => [name, count.toLocaleString('en')]);
    expect(new Map(injected.filter(([, count]) => count !== '0'))).toEqual(new Map(counts as [string, string][]));
  });

  it('lists every planted mistake, all found; `npm run simulate -- --planted all --write` hunts them anew', () => {
    const section = sectionOf(readSafetyPage(), 'planted-faults');
    const listed = rowsOf(section).map(([id = '']) => id);
    expect(listed.toSorted()).toEqual(plantedFaults.map(({ id }) => id).toSorted());
    expect(section).toContain(`\n\n${listed.length} of ${listed.length} were found within `);
  });

  it.each(measuredOnCode)('names the code that %s was measured on, by its digest', (name) => {
    expect(sectionOf(readSafetyPage(), name)).toMatch(/^`[^`]+`\n\nOn code `[0-9a-f]{12}`\.\n/);
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
    const words = line.replaceAll('`', '');
    expect(readBySafetyCommand(words)).toMatchObject({ writtenBy: words });
  });
});

describe('README', () => {
  const [, block = ''] = /^## Safety\n.*?^```sh\n(.*?)^```/ms.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')) ?? [];
  const lines = block.split('\n').filter((line) => line.startsWith('npm run '));

  it.each(lines)('has words that are read: %s', (line) => {
    expect(readBySafetyCommand(line)).toMatchObject({ writtenBy: undefined });
    expect(readBySafetyCommand(`${line}${line.includes(' -- ') ? '' : ' --'} --write`)).toMatchObject({ writtenBy: expect.any(String) });
  });
});

const folder = mkdtempSync(join(tmpdir(), 'sluice-safety-page-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const section = (name: string, text: string) => `<!-- ${name}: written by a command -->\n\n${text}\n\n<!-- end of ${name} -->`;
const page = `before\n\n${section('found-bugs', 'old')}\n\nbetween\n\n${section('scale', 'old')}\n\nafter\n`;

describe('a section', () => {
  it('is replaced, and nothing around it', () => {
    const replaced = withSection(page, { name: 'found-bugs', text: table(['a', 'b'], [[1, 'x|y']]) });
    expect(replaced).toBe(page.replace('old', '| a | b |\n| --- | --- |\n| 1 | x\\|y |'));
    expect(() => withSection('nothing', { name: 'found-bugs', text: 'x' })).toThrow('docs/safety.md has no section found-bugs');
    expect(() => sectionOf('nothing', 'rollback')).toThrow('docs/safety.md has no section rollback');
  });

  it('begins with the command that measured it, and the code that it was measured on', () => {
    const command = 'npm run bench:scale -- --at-once 10 --write';
    const measuredOn = withSection(page, { name: 'scale', text: 'figures', command, code: '0123456789ab' });
    expect(sectionOf(measuredOn, 'scale')).toBe(`\`${command}\`\n\nOn code \`0123456789ab\`.\n\nfigures`);
  });
});

describe('sections of one command', () => {
  it('are written at once, and leave no other file', () => {
    const path = join(folder, 'safety.md');
    writeFileSync(path, page);
    const scale = { name: 'scale', text: '2', command: 'npm run bench:scale', code: '0123456789ab' } as const;
    const sections = [{ name: 'found-bugs', text: 'new' } as const, scale];
    writeSections(sections, path);
    expect(readFileSync(path, 'utf8')).toBe(sections.reduce(withSection, page));
    expect(readdirSync(folder)).toEqual(['safety.md']);
  });

  // A page that was truncated and half written again would say nothing, or half of two runs.
  it('leave the page as it was when one of them has no place there', () => {
    const path = join(folder, 'safety.md');
    writeFileSync(path, page);
    const sections = [{ name: 'found-bugs', text: 'new' } as const, { name: 'failure-modes', text: 'new' } as const];
    expect(() => writeSections(sections, path)).toThrow('docs/safety.md has no section failure-modes');
    expect(readFileSync(path, 'utf8')).toBe(page);
    expect(readdirSync(folder)).toEqual(['safety.md']);
  });
});
