import { describe, expect, it } from 'vitest';
import { readingOf } from '../../../adapters/metrics/reading.ts';

const window = { fromSeconds: 600, untilSeconds: 780, periodSeconds: 60 };

describe('a reading', () => {
  it('has the values of its window only, in every block of it', () => {
    const points = [540, 600, 660, 780, 840, Number.NaN].map((at) => [at, at / 60] as const);
    const values = new Map([
      [600, 10],
      [660, 11],
    ]);
    expect(readingOf(points, window)).toEqual({ read: [600, 660, 720], values, unusable: new Map() });
  });

  it('has no value in a block of which anything is wrong, whatever comes first', () => {
    const points = [
      [600, 1],
      [601, 1],
      [660, Number.NaN],
      [660, 2],
      [720, 3],
      [720, 4],
    ] as const;
    const unusable = new Map([
      [600, 'a value came 1 s after the begin of the block'],
      [660, 'the value is NaN'],
      [720, 'two values came, 3 and 4'],
    ]);
    expect(readingOf(points, window)).toEqual({ read: [600, 660, 720], values: new Map(), unusable });
  });

  it('takes the same value twice for one', () => {
    const values = new Map([[600, 1]]);
    const twice = [
      [600, 1],
      [600, 1],
    ] as const;
    expect(readingOf(twice, window)).toEqual({ read: [600, 660, 720], values, unusable: new Map() });
  });
});
