import { existsSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aSummary } from '../command/a-run.ts';
import { copiedFiles } from './copied-files.ts';
import { faultsSection, figuresSection } from './figures.ts';
import { readKeptSeeds } from './kept-seeds.ts';
import { publishFigures } from './publish-figures.ts';
import { sectionNames, sectionOf } from './safety-page.ts';

const files = copiedFiles();

const keptOf = (seeds: number) => ({ code: '0123456789ab', from: 7, parts: 1, tookSeconds: 60, summary: aSummary(7, seeds) });

describe('the figures of seeds', () => {
  it('are kept and written, and nothing else of the page', () => {
    const before = readFileSync(files().page, 'utf8');
    expect(publishFigures(keptOf(100), files())).toBeUndefined();
    expect(readKeptSeeds(files().seeds)).toEqual(keptOf(100));
    const after = readFileSync(files().page, 'utf8');
    expect(sectionNames.filter((name) => sectionOf(after, name) !== sectionOf(before, name))).toEqual(['figures', 'faults']);
    const command = '`npm run simulate -- --from 7 --seeds 100 --write`\n\n';
    expect(sectionOf(after, 'figures')).toBe(command + figuresSection(keptOf(100)));
    expect(sectionOf(after, 'faults')).toBe(command + faultsSection(keptOf(100).summary));
  });

  // A slow machine runs few seeds in the minutes that it was given.
  it('are not written when fewer seeds ran than their quantiles need', () => {
    const said = 'nothing is written: 99 seeds ran, and the page needs 100, the p99 of fewer says nothing';
    expect(publishFigures(keptOf(99), files())).toBe(said);
    expect(existsSync(files().seeds)).toBe(false);
  });

  // A page that says more than is kept would be believed; one that says less is written again with the next seeds.
  it('are kept before they are shown', () => {
    rmSync(files().page);
    expect(() => publishFigures(keptOf(100), files())).toThrow('ENOENT');
    expect(readKeptSeeds(files().seeds)).toEqual(keptOf(100));
  });
});

describe('the faults of seeds', () => {
  it('are all that were injected, also one that is injected no more', () => {
    const rows = faultsSection({ faults: { 'slow-calls': 1_234, 'older-fault': 5 } }).split('\n');
    expect(rows.filter((row) => row.startsWith('| slow-calls |') && row.endsWith(' | 1,234 |'))).toHaveLength(1);
    expect(rows.at(-1)).toBe('| older-fault | is injected no more | 5 |');
  });
});
