import { describe, expect, it } from 'vitest';
import { failureModesSection } from './report/failure-modes-table.ts';
import { foundBugsSection } from './report/found-bugs-table.ts';
import { readSafetyPage, sectionNames, sectionOf, table, withSection } from './report/safety-page.ts';

describe('the page on safety', () => {
  it('says what the lists say; `npm run simulate -- --seeds 100 --write` writes it anew', () => {
    const page = readSafetyPage();
    expect(sectionOf(page, 'failure-modes')).toBe(failureModesSection());
    expect(sectionOf(page, 'found-bugs')).toBe(foundBugsSection());
  });

  it('has every section that a command writes, in order, and no other', () => {
    const begun = [...readSafetyPage().matchAll(/^<!-- (.+): written by a command -->$/gm)].map(([, name]) => name);
    expect(begun).toEqual(sectionNames);
  });

  it('has figures in every section that a command writes', () => {
    expect(sectionNames.filter((name) => !/\d/.test(sectionOf(readSafetyPage(), name)))).toEqual([]);
  });
});

describe('a section', () => {
  it('is replaced, and nothing around it', () => {
    const page = 'before\n<!-- rollback: written by a command -->\nold\n<!-- end of rollback -->\nafter';
    const replaced = withSection(page, 'rollback', table(['a', 'b'], [[1, 'x|y']]));
    expect(sectionOf(replaced, 'rollback')).toBe('| a | b |\n| --- | --- |\n| 1 | x\\|y |');
    expect(replaced.startsWith('before\n') && replaced.endsWith('\nafter')).toBe(true);
    expect(() => withSection('nothing', 'rollback', 'x')).toThrow('docs/safety.md has no section rollback');
  });
});
