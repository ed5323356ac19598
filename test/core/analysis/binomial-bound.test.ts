import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialUpperBound } from '../../../core/analysis/binomial-bound.ts';

/** Chance of at most `hits` in `trials`, term by term. */
function chanceOfAtMost(hits: number, trials: number, share: number): number {
  let log = trials * Math.log1p(-share);
  let sum = Math.exp(log);
  for (let hit = 1; hit <= hits; hit++) {
    log += Math.log((trials - hit + 1) / hit) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(log);
  }
  return sum;
}

describe('binomialUpperBound', () => {
  it('is the rule of three for none', () => {
    expect(binomialUpperBound(0, 299, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / 299), 12);
  });

  it('is the share at which so few hits become improbable', () => {
    const counts = fc
      .integer({ min: 1, max: 400 })
      .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials - 1 }), fc.constant(trials)));
    fc.assert(
      fc.property(counts, fc.constantFrom(0.9, 0.95, 0.975), ([hits, trials], confidence) => {
        expect(chanceOfAtMost(hits, trials, binomialUpperBound(hits, trials, confidence))).toBeCloseTo(1 - confidence, 6);
      }),
      { numRuns: 200 },
    );
  });

  it('is 1 when every trial was a hit, or there was none', () => {
    expect([binomialUpperBound(5, 5, 0.95), binomialUpperBound(0, 0, 0.95)]).toEqual([1, 1]);
  });
});
