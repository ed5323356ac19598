import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnmodelledCallError } from '../../../../local/aws/aws-calls.ts';
import { Distribution } from '../../../../local/aws/cloudwatch/distribution.ts';
import { statistic } from '../../../../local/aws/cloudwatch/statistic.ts';

function of(...values: readonly number[]): Distribution {
  const distribution = new Distribution();
  for (const value of values) distribution.add(value);
  return distribution;
}

describe('statistic', () => {
  it.each([
    ['SampleCount', 10],
    ['Sum', 55],
    ['Average', 5.5],
    ['Minimum', 1],
    ['Maximum', 10],
    ['p50', 5],
    ['p90', 9],
    ['p99.9', 10],
    ['p100', 10],
    ['TC(3:5)', 2],
    ['TC(:5)', 5],
    ['TC(8:)', 2],
    ['PR(:3)', 30],
    ['PR(3:5)', 20],
  ])('%s of 1 to 10 is %d', (name, expected) => {
    expect(statistic(name)(of(3, 1, 2, 10, 9, 8, 4, 5, 6, 7))).toBe(expected);
  });

  it('has no percentile of values known by their totals only', () => {
    const distribution = of(1);
    distribution.addTotals({ sampleCount: 4, sum: 10, minimum: 1, maximum: 4 });
    expect([statistic('p50')(distribution), statistic('Sum')(distribution), statistic('PR(:2)')(distribution)]).toEqual([
      undefined,
      11,
      undefined,
    ]);
  });

  it('keeps sums exact and percentiles within 0.5 % however many values there are', () => {
    const values = Array.from({ length: 50_000 }, (_, index) => 0.001 + index / 10_000);
    const distribution = of(...values);
    expect(distribution.ascending()?.length).toBeLessThan(1_000);
    expect(statistic('Sum')(distribution)).toBeCloseTo(
      values.reduce((sum, value) => sum + value, 0),
      6,
    );
    expect(Math.abs((statistic('p99')(distribution) ?? 0) / 4.951 - 1)).toBeLessThan(0.0051);
    distribution.coarsen('old');
    expect(distribution.ascending()?.length).toBeLessThan(200);
    expect(Math.abs((statistic('p99')(distribution) ?? 0) / 4.951 - 1)).toBeLessThan(0.0301);
  });

  it('gives a percentile that at least its share of the values does not exceed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const found = statistic(`p${percent}`)(of(...values)) ?? Number.NaN;
        expect(values.filter((value) => value <= found).length / values.length).toBeGreaterThanOrEqual(percent / 100);
        expect(values.filter((value) => value < found).length / values.length).toBeLessThan(percent / 100);
      }),
    );
  });

  it.each(['tm99', 'IQM', 'TM(10%:90%)', 'wm90'])('refuses %s by name as not modelled', (name) => {
    expect(() => statistic(name)).toThrow(UnmodelledCallError);
  });

  it.each(['Median', 'p101', 'p', 'TC(:)', 'PR(a:b)', 'constructor'])('refuses %s', (name) => {
    expect(() => statistic(name)).toThrow(expect.objectContaining({ name: 'ValidationError' }));
  });
});
