import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeDocuments } from '../../../bench/judge/docs-files.ts';
import { evidencePlot } from '../../../bench/judge/judge-plots.ts';
import { filled, markdownTable, shownShare } from '../../../bench/judge/markdown.ts';
import { badNeededTable, withinLimitTable } from '../../../bench/judge/needs-table.ts';
import { errorsNeededTable } from '../../../bench/judge/results-page.ts';

const page = (name: string) => readFileSync(new URL(`../../../docs/judge/${name}`, import.meta.url), 'utf8');

describe('tables of figures', () => {
  it('are markdown, with figures to the right', () => {
    expect(markdownTable(['a', 'b'], [['x', '1']])).toBe('| a | b |\n| --- | ---: |\n| x | 1 |');
  });

  it('show a share with the digits that its error leaves sense in', () => {
    expect([shownShare(0.0031, 0.0017), shownShare(0.973, 0.005), shownShare(0, 0), shownShare(1, 0)]).toEqual([
      '0.31 ± 0.17',
      '97.3 ± 0.5',
      '0',
      '100',
    ]);
  });

  it('fill the marked parts of a page and leave the rest, however often', () => {
    const mark = '<!-- begin a: written by npm run bench:judge, do not edit -->\nold\n<!-- end a -->';
    const once = filled(`before\n${mark}\nafter`, { a: 'new', b: 'not there' });
    expect(once).toBe('before\n<!-- begin a: written by npm run bench:judge, do not edit -->\n\nnew\n\n<!-- end a -->\nafter');
    expect(filled(once, { a: 'new' })).toBe(once);
  });

  it('name what differs from what is there, without touching it', () => {
    expect(writeDocuments({ 'README.md': page('README.md'), 'no-such-page.md': 'text' }, { dry: true })).toEqual(['no-such-page.md']);
  });
});

describe('docs/judge', () => {
  it('has the figures that follow from the formulas alone', () => {
    expect(page('e-value-over-time.svg')).toBe(evidencePlot(1));
    for (const table of [errorsNeededTable(), badNeededTable(), withinLimitTable()]) expect(page('method.md')).toContain(table);
  });

  it.each(['README.md', 'method.md'])('has no empty mark in %s', (name) => {
    const parts = [...page(name).matchAll(/<!-- begin ([a-z-]+):[^>]*-->([\s\S]*?)<!-- end \1 -->/g)];
    expect(parts.length).toBeGreaterThan(2);
    for (const [, , text] of parts) expect(text).toMatch(/\n\n\|[\s\S]*\|\n\n$/);
  });
});

describe('figures worked out elsewhere', () => {
  it('say how many errors roll back at a share of a tenth', () => {
    expect(errorsNeededTable()).toContain('| alpha 0.01, tau 0 | 3 | 4 | 6 | 8 | 18 |');
    expect(errorsNeededTable()).toContain('| alpha 0.05, tau 0 | 2 | 3 | 5 | 7 | 16 |');
  });

  it('say how many bad requests rule out twice, three, five and ten times as bad', () => {
    expect(badNeededTable()).toContain('| 10 % | 115 | 41 | 17 | 7 |');
  });
});
