import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectSize } from '../../../../core/analysis/kayenta/effect-size.ts';

const some = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 });

describe('effectSize', () => {
  it('is the ratio of the means, which says nothing where one is 0', () => {
    expect(effectSize('meanRatio', [3, 5], [1, 3])).toBe(2);
    expect([effectSize('meanRatio', [3, 5], [0, 0]), effectSize('meanRatio', [-1, 1], [1, 3])]).toEqual([undefined, undefined]);
  });

  it('is the share of pairs that the first sample wins, a tie half a win', () => {
    fc.assert(
      fc.property(some, some, (x, y) => {
        const wins = x.flatMap((a) => y.map((b) => (a > b ? 1 : a === b ? 0.5 : 0))).reduce<number>((sum, win) => sum + win, 0);
        expect(effectSize('cles', x, y)).toBeCloseTo(wins / (x.length * y.length), 12);
      }),
    );
  });
});
