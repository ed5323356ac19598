import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanValues, quantile, withoutOutliers } from '../../../../core/analysis/kayenta/clean-values.ts';
import { aKayentaMetric } from './kayenta-builders.ts';

describe('cleanValues', () => {
  const values = [1, null, 3, Number.NaN, Number.POSITIVE_INFINITY];

  it('removes what is no finite number', () => {
    expect(cleanValues(values, aKayentaMetric({ nanStrategy: 'remove' }))).toEqual([1, 3]);
  });

  it('takes it for 0 where the metric says so', () => {
    expect(cleanValues(values, aKayentaMetric({ nanStrategy: 'replace' }))).toEqual([1, 0, 3, 0, 0]);
  });

  it('removes outliers only where the metric says so', () => {
    const lane = [...Array.from({ length: 200 }, (_, index) => index % 10), 1_000];
    const remove = { strategy: 'remove', outlierFactor: 3 } as const;
    expect(cleanValues(lane, aKayentaMetric())).toHaveLength(201);
    expect(cleanValues(lane, aKayentaMetric({ outliers: remove }))).toEqual(lane.slice(0, 200));
  });
});

describe('quantile', () => {
  it('is linear between order statistics, as definition 7 and numpy have it', () => {
    expect([0, 0.01, 0.25, 0.5, 0.75, 0.99, 1].map((each) => Number(quantile([1, 2, 4, 8], each).toFixed(9)))).toEqual([
      1, 1.03, 1.75, 3, 5, 7.88, 8,
    ]);
  });
});

describe('withoutOutliers', () => {
  it('removes a lone extreme among constants, and neither of two values', () => {
    expect(withoutOutliers([1, 1, 1, 1, 1, 1, 1, 1, 1, 100], 3)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(withoutOutliers([1, 2], 3)).toEqual([1, 2]);
  });

  it('keeps the highest of many when they are more than one in a hundred, though the quartiles are alike', () => {
    const rarelyHigh = Array.from({ length: 100 }, (_, index) => (index % 20 === 0 ? 100 : 1));
    expect(withoutOutliers(rarelyHigh, 3)).toEqual(rarelyHigh);
  });

  it('never removes the middle half and keeps the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
        const kept = withoutOutliers(values, 3);
        const sorted = [...values].sort((a, b) => a - b);
        const middle = values.filter((value) => value >= quantile(sorted, 0.25) && value <= quantile(sorted, 0.75));
        expect(kept.filter((value) => middle.includes(value))).toEqual(middle);
      }),
    );
  });
});
