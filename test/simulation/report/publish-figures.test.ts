import { describe, expect, it } from 'vitest';
import { nothingRun } from '../command/summary.ts';
import { publishFigures } from './publish-figures.ts';
import type { Section } from './safety-page.ts';

/** The sections that are written when so many seeds ran, and what is kept, or why nothing is. */
function published(seeds: number): unknown {
  const names: string[] = [];
  const kept = { code: '0123456789ab', from: 7, parts: 1, tookSeconds: 60, summary: { ...nothingRun, seeds } };
  const write = (sections: readonly Section[]) => void names.push(...sections.map(({ name, command }) => `${name}: ${command}`));
  return publishFigures(kept, write, (each) => void names.push(`kept: ${each.summary.seeds}`)) ?? names;
}

describe('the figures of seeds', () => {
  it('are written with what the simulator knows besides, and kept', () => {
    expect(published(100)).toEqual([
      'figures: npm run simulate -- --from 7 --seeds 100 --write',
      'faults: npm run simulate -- --from 7 --seeds 100 --write',
      'failure-modes: undefined',
      'found-bugs: undefined',
      'kept: 100',
    ]);
  });

  // A slow machine runs few seeds in the minutes that it was given.
  it('are not written when fewer seeds ran than their quantiles need', () => {
    expect(published(99)).toBe('nothing is written: 99 seeds ran, and the page needs 100, the p99 of fewer says nothing');
  });
});
