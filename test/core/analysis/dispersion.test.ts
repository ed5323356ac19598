import { describe, expect, it } from 'vitest';
import { dispersionOf, isClustered } from '../../../core/analysis/dispersion.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { minutes, rampMinutes } from './count-blocks.ts';

const ofStable = (lanes: readonly (readonly [requests: number, bad: number])[]) =>
  dispersionOf(minutes(lanes.map(([requests, bad]) => [60, 0, requests, bad] as const)));

describe('dispersionOf', () => {
  it('is the chi-square of stable over its degrees of freedom', () => {
    expect(dispersionOf(rampMinutes)).toEqual({
      ratio: expect.closeTo(0.7583138325533023, 10),
      deviations: expect.closeTo(-0.35067514892538126, 10),
    });
  });

  it('sees a burst', () => {
    const found = ofStable([
      [540, 0],
      [540, 30],
      [450, 0],
      [450, 1],
      [300, 0],
      [300, 0],
    ]);
    expect(found).toEqual({ ratio: expect.closeTo(21.84135967299004, 10), deviations: expect.closeTo(31.465703158578076, 10) });
    expect(isClustered(found)).toBe(true);
  });

  it('says nothing of two blocks, of two bad requests, of none and of nothing else', () => {
    const cases = [
      ofStable([
        [540, 0],
        [540, 90],
      ]),
      ofStable([
        [540, 0],
        [540, 2],
        [540, 0],
      ]),
      ofStable([
        [540, 0],
        [540, 0],
        [540, 0],
      ]),
      ofStable([
        [5, 5],
        [6, 6],
        [7, 7],
      ]),
      ofStable([
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    ];
    expect(cases).toEqual(cases.map(() => undefined));
    expect(isClustered(undefined)).toBe(false);
  });

  it.each([0.0005, 0.01, 0.1])('rarely takes chance for bursts at a rate of %s', (rate) => {
    const random = seededRandom(3);
    const bad = () => Array.from({ length: 540 }, random).filter((one) => one < rate).length;
    const runs = 300;
    const wrong = Array.from({ length: runs }, () => isClustered(ofStable(Array.from({ length: 15 }, () => [540, bad()] as const)))).filter(
      Boolean,
    );
    expect(wrong.length / runs).toBeLessThan(0.02);
  });
});
