import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { againstStable } from '../../../core/analysis/against-stable.ts';
import { conditionalMixture } from '../../../core/analysis/conditional-mixture.ts';
import { stepMixture } from '../../../core/analysis/step-mixture.ts';
import { minutes } from './count-blocks.ts';
import { stepsAt } from './some-evidence.ts';

const lanes = fc.tuple(fc.nat(60), fc.nat(8), fc.nat(300), fc.nat(12)).map(([c, x, b, y]) => [c + x, x, b + y, y] as const);
const series = fc.array(lanes, { minLength: 1, maxLength: 20 });
const steps = { steps: stepsAt([0, 300, 600]), stepsWithUsers: 4 };

describe('againstStable', () => {
  it('is the largest mean of its series at any time, also where they end at different times', () => {
    fc.assert(
      fc.property(series, series, (one, other) => {
        const both = [minutes(one), minutes(other)] as const;
        // A tolerance of 1 is never widened.
        const running = both.map(() => stepMixture(conditionalMixture(1), steps));
        let most = 0;
        for (let at = 0; at < Math.max(one.length, other.length); at++) {
          both.forEach((blocks, index) => {
            const block = blocks[at];
            if (block !== undefined) running[index]?.add(block);
          });
          const mean = running.reduce((sum, mixture) => sum + Math.exp(mixture.logE()), 0) / 2;
          most = Math.max(most, Math.log(mean));
        }
        const compared = both.map((blocks, index) => ({ series: `${index}`, blocks }));
        expect(againstStable(compared, { tolerance: 1, baseline: 'stable' }, steps).maxLogE).toBeCloseTo(most, 8);
      }),
    );
  });

  it('shows the blocks of the step that told', () => {
    const blocks = minutes([
      ...Array.from({ length: 10 }, () => [60, 0, 540, 5] as const),
      ...Array.from({ length: 3 }, () => [60, 9, 540, 5] as const),
    ]);
    const found = againstStable(
      [{ series: 'errors', blocks }],
      { tolerance: 0, baseline: 'stable' },
      { steps: stepsAt([0, 600]), stepsWithUsers: 2 },
    );
    expect([found.worst, found.worstBlocks]).toEqual(['errors', blocks.slice(10)]);
  });

  it('knows nothing without a series', () => {
    expect(againstStable([], { tolerance: 0, baseline: 'stable' }, steps)).toEqual({
      maxLogE: 0,
      nowLogE: -Infinity,
      worstBlocks: [],
      clustered: [],
    });
  });
});
