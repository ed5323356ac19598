import { describe, expect, it } from 'vitest';
import { nothingRun } from '../command/summary.ts';
import { publishFigures } from './publish-figures.ts';

/** The names of the sections that are written when so many seeds ran, or why none is. */
function published(seeds: number): unknown {
  const names: string[] = [];
  const run = { tookSeconds: 60, from: 1, command: 'npm run simulate -- --minutes 1 --write' };
  return publishFigures({ ...nothingRun, seeds }, run, (sections) => void names.push(...sections.map(({ name }) => name))) ?? names;
}

describe('the figures of seeds', () => {
  it('are written with what the simulator knows besides', () => {
    expect(published(100)).toEqual(['figures', 'faults', 'failure-modes', 'found-bugs']);
  });

  // A slow machine runs few seeds in the minutes that it was given.
  it('are not written when fewer seeds ran than their quantiles need', () => {
    expect(published(99)).toBe('nothing is written: 99 seeds ran, and the page needs 100, the p99 of fewer says nothing');
  });
});
