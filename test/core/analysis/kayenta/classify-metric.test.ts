import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyMetric, type LaneValues } from '../../../../core/analysis/kayenta/classify-metric.ts';
import type { KayentaMetric } from '../../../../core/analysis/kayenta/kayenta-config.ts';
import { aKayentaMetric, spread } from './kayenta-builders.ts';

const classOf = (metric: KayentaMetric, lanes: LaneValues, parity = false) => {
  const { classification, critical } = classifyMetric(metric, lanes, parity);
  return critical ? `${classification}, critical` : classification;
};

const twice = { candidate: spread(30, 20), stable: spread(30, 10) };
const half = { candidate: spread(30, 10), stable: spread(30, 20) };
const alike = { candidate: spread(30, 10), stable: spread(30, 10.01) };
const sizes = aKayentaMetric().effectSize;

describe('classifyMetric', () => {
  it('tells high, low and no difference, with the ratio of the means', () => {
    const common = { name: 'latency', groups: ['all'], critical: false, points: 30 };
    const round = (lanes: LaneValues) => {
      const { ratio = 0, ...rest } = classifyMetric(aKayentaMetric(), lanes, false);
      return { ...rest, ratio: Number(ratio.toFixed(1)) };
    };
    expect([round(twice), round(half), round(alike)]).toEqual([
      { ...common, classification: 'High', ratio: 2 },
      { ...common, classification: 'Low', ratio: 0.5 },
      { ...common, classification: 'Pass', ratio: 1 },
    ]);
  });

  it('passes what goes the other way than the metric minds', () => {
    expect(classOf(aKayentaMetric({ direction: 'decrease' }), twice)).toBe('Pass');
    expect(classOf(aKayentaMetric({ direction: 'increase' }), half)).toBe('Pass');
    expect(classOf(aKayentaMetric({ direction: 'increase' }), twice)).toBe('High');
    expect(classOf(aKayentaMetric({ direction: 'decrease' }), half)).toBe('Low');
  });

  it('passes a difference smaller than the allowed effect', () => {
    expect(classOf(aKayentaMetric({ effectSize: { ...sizes, allowedIncrease: 2.1 } }), twice)).toBe('Pass');
    expect(classOf(aKayentaMetric({ effectSize: { ...sizes, allowedDecrease: 0.4 } }), half)).toBe('Pass');
    expect(classOf(aKayentaMetric({ effectSize: { ...sizes, measure: 'cles', allowedIncrease: 1 } }), twice)).toBe('High');
  });

  it('ignores an effect that cannot be computed: stable without errors', () => {
    const lanes = { candidate: spread(30, 3), stable: Array.from({ length: 30 }, () => 0) };
    expect(classOf(aKayentaMetric({ critical: true, effectSize: { ...sizes, allowedIncrease: 9, criticalIncrease: 9 } }), lanes)).toBe(
      'High, critical',
    );
  });

  it('is critical only from the critical effect on', () => {
    const critical = (effect: Partial<KayentaMetric['effectSize']>) =>
      aKayentaMetric({ critical: true, effectSize: { ...sizes, ...effect } });
    expect([classOf(critical({ criticalIncrease: 1.9 }), twice), classOf(critical({ criticalIncrease: 2.1 }), twice)]).toEqual([
      'High, critical',
      'High',
    ]);
    expect([classOf(critical({ criticalDecrease: 0.6 }), half), classOf(critical({ criticalDecrease: 0.4 }), half)]).toEqual([
      'Low, critical',
      'Low',
    ]);
    expect(classOf(critical({}), alike)).toBe('Pass');
  });

  it('needs the interval beyond a quarter of the estimate, not only beyond 0', () => {
    // The intervals are 0.03 to 0.29 around 0.16, and 0.07 to 0.33 around 0.2.
    const shifted = (by: number) => ({ candidate: spread(60, 10 + by), stable: spread(60, 10) });
    expect([classOf(aKayentaMetric(), shifted(0.16)), classOf(aKayentaMetric(), shifted(0.2))]).toEqual(['Pass', 'High']);
  });

  it('passes the same values in another order, and one value however often', () => {
    expect(classOf(aKayentaMetric(), { candidate: [1, 2, 3], stable: [3, 1, 2] })).toBe('Pass');
    expect(classOf(aKayentaMetric(), { candidate: [4, 4, 4], stable: [4, 4] })).toBe('Pass');
  });

  it('has no data where a lane is empty after cleaning, and fails the metric only where it must have data', () => {
    const empty = { candidate: [null, null], stable: [1, 2] };
    const classes = [{}, { mustHaveData: true }, { critical: true }, { mustHaveData: true, critical: true }];
    expect(classes.map((each) => classOf(aKayentaMetric(each), empty))).toEqual([
      'Nodata',
      'NodataFailMetric',
      'Nodata, critical',
      'Nodata, critical',
    ]);
    expect(classOf(aKayentaMetric(), { candidate: [1, 2], stable: [] })).toBe('Nodata');
  });

  it('never throws and never blames the lanes of the same release for being the same', () => {
    const values = fc.array(fc.oneof(fc.double(), fc.constant(null)), { maxLength: 30 });
    const metric = fc.record({
      nanStrategy: fc.constantFrom('remove', 'replace'),
      outliers: fc.constantFrom({ strategy: 'keep', outlierFactor: 3 }, { strategy: 'remove', outlierFactor: 3 }),
    } as const);
    fc.assert(
      fc.property(metric, values, values, fc.boolean(), (with_, candidate, stable, parity) => {
        classifyMetric(aKayentaMetric(with_), { candidate, stable }, parity);
        expect(['Pass', 'Nodata']).toContain(classOf(aKayentaMetric(with_), { candidate: stable, stable: [...stable].reverse() }, parity));
      }),
    );
  });
});

describe('the defects of the original', () => {
  const outcomes = (metric: KayentaMetric, lanes: LaneValues) => [classOf(metric, lanes), classOf(metric, lanes, true)];

  it('a comparison that fails has no effect on the score only with parity', () => {
    expect(outcomes(aKayentaMetric({ critical: true }), { candidate: [7], stable: [0, 0, 0] })).toEqual(['High, critical', 'Error']);
    expect(outcomes(aKayentaMetric({ critical: true }), { candidate: [1e308, 0], stable: [-1e308, 0] })).toEqual([
      'Error, critical',
      'Error',
    ]);
  });

  it('constants are told apart with noise of its own only with parity, and that is the same each time', () => {
    const lanes = { candidate: [10, 10, 10, 10, 10, 10], stable: [1, 1, 1, 1, 1, 1] };
    expect(outcomes(aKayentaMetric(), lanes)).toEqual(['High', 'High']);
    // A ratio of just 10 is reached without noise, and by chance with it.
    const exactly = aKayentaMetric({ effectSize: { ...sizes, allowedIncrease: 10 } });
    expect(classOf(exactly, lanes)).toBe('High');
    expect(new Set(Array.from({ length: 5 }, () => classOf(exactly, lanes, true))).size).toBe(1);
  });

  it('a candidate without data passes only with parity', () => {
    const replaced = aKayentaMetric({ nanStrategy: 'replace', direction: 'increase' });
    const stable = spread(10, 5);
    expect(outcomes(replaced, { candidate: [], stable })).toEqual(['Nodata', 'Pass']);
    expect(outcomes(replaced, { candidate: stable.map(() => null), stable })).toEqual(['Nodata', 'Pass']);
  });

  it('differences of less than 0.0001 go unseen only with parity', () => {
    const scaled = (middle: number) => spread(30, middle).map((value) => value * 1e-6);
    expect(outcomes(aKayentaMetric(), { candidate: scaled(10.6), stable: scaled(10) })).toEqual(['High', 'Pass']);
    expect(outcomes(aKayentaMetric(), { candidate: spread(30, 10.6), stable: spread(30, 10) })).toEqual(['High', 'High']);
  });
});
