import { describe, expect, it } from 'vitest';
import { quantileName, seriesOf } from '../../../core/analysis/series.ts';
import { aBaselinePlan, aComparisonPlan, aProfile } from './metric-plans.ts';

const nothingFixed = { slowSeconds: {} };
const latency = (quantiles: readonly number[], slowerThanSeconds?: readonly number[]) =>
  aComparisonPlan({
    name: 'latency',
    counts: { kind: 'alb-latency', quantiles, ...(slowerThanSeconds !== undefined && { slowerThanSeconds }) },
  });

describe('seriesOf', () => {
  it('counts failed requests for errors and for any ratio', () => {
    expect(seriesOf(aComparisonPlan(), nothingFixed)).toEqual([{ series: 'errors' }]);
  });

  it('counts what is slower than each fixed quantile of stable', () => {
    const fixed = { slowSeconds: { latency: { p90: 0.2, 'p99.9': 1.5 } } };
    expect(seriesOf(latency([0.9, 0.999]), fixed)).toEqual([
      { series: 'p90', slowerThanSeconds: 0.2 },
      { series: 'p99.9', slowerThanSeconds: 1.5 },
    ]);
  });

  it('prefers a declared threshold', () => {
    const fixed = { slowSeconds: { latency: { p90: 0.2 } } };
    expect(seriesOf(latency([0.9], [0.5]), fixed)).toEqual([{ series: 'p90', slowerThanSeconds: 0.5 }]);
  });

  it.each([undefined, 0, -1, Number.NaN, Infinity])('leaves out a series whose threshold is %s', (seconds) => {
    const fixed = { slowSeconds: { latency: seconds === undefined ? {} : { p90: seconds } } };
    expect(seriesOf(latency([0.9]), fixed)).toEqual([]);
  });

  it('is not fooled by a metric that is named like a property of every object', () => {
    expect(seriesOf({ ...latency([0.9]), name: 'constructor' }, nothingFixed)).toEqual([]);
  });

  it('counts two thresholds for each quantile of a profile, and errors', () => {
    const fixed = { slowSeconds: {}, profile: aProfile({ p50Seconds: 0.1, p90Seconds: 0.2 }) };
    expect(seriesOf(aBaselinePlan({ warnAbove: 0.5, rollbackAbove: 1 }), fixed)).toEqual([
      { series: 'errors' },
      { series: 'warn-p50', slowerThanSeconds: 0.15000000000000002 },
      { series: 'end-p50', slowerThanSeconds: 0.2 },
      { series: 'warn-p90', slowerThanSeconds: 0.30000000000000004 },
      { series: 'end-p90', slowerThanSeconds: 0.4 },
    ]);
  });

  it('has nothing to count without a profile', () => {
    expect(seriesOf(aBaselinePlan(), nothingFixed)).toEqual([]);
  });

  it('names a quantile as people do', () => {
    expect([0.5, 0.9, 0.99, 0.999, 0.07].map(quantileName)).toEqual(['p50', 'p90', 'p99', 'p99.9', 'p7']);
  });
});
