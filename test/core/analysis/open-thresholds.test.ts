import { describe, expect, it } from 'vitest';
import type { MetricPlan } from '../../../core/analysis/metric-plan.ts';
import { openThresholds, sinceFixed, slowSecondsOf, tellsAll } from '../../../core/analysis/open-thresholds.ts';
import { aPlan } from '../builders.ts';

const { metrics } = aPlan().analysis;
const [p90, p99] = [0.9, 0.99].map((quantile) => ({ metric: 'latency', series: `p${quantile * 100}`, quantile }));
const open = openThresholds(metrics, { slowSeconds: {} });
const profile = { requests: 1_000, p50Seconds: 0.1, p90Seconds: 0.4, p99Seconds: 1.2 };

describe('thresholds that are to be measured', () => {
  it('are those of slow requests, one for each quantile', () => {
    expect(open).toEqual([p90, p99]);
  });

  it('are not those that are fixed, nor those that are declared', () => {
    expect(openThresholds(metrics, { slowSeconds: { latency: { p90: 0.4 } } })).toEqual([p99]);
    const declared = metrics.map((metric): MetricPlan => {
      if (metric.kind !== 'comparison' || metric.counts.kind !== 'alb-latency') return metric;
      return { ...metric, counts: { ...metric.counts, slowerThanSeconds: [0.3, 0.8] } };
    });
    expect(openThresholds(declared, { slowSeconds: {} })).toEqual([]);
  });

  it('are the quantiles of stable', () => {
    expect(slowSecondsOf(open, [profile])).toEqual({ latency: { p90: 0.4, p99: 1.2 } });
    expect(tellsAll(profile, open)).toBe(true);
  });

  it('may be of any quantile that the profile was asked for', () => {
    const p95 = { metric: 'latency', series: 'p95', quantile: 0.95 };
    const asked = { ...profile, quantileSeconds: { p95: 0.7 } };
    expect(slowSecondsOf([p95], [profile, asked])).toEqual({ latency: { p95: 0.7 } });
    expect(tellsAll({ ...asked, requests: 99 }, [p95])).toBe(false);
  });

  // Of 100 requests one is slower than p99: the next one may move it anywhere.
  it('are those of a longer time where too few requests tell them', () => {
    const hour = { ...profile, requests: 100 };
    expect(slowSecondsOf(open, [hour])).toEqual({ latency: { p90: 0.4 } });
    expect(tellsAll(hour, open)).toBe(false);
    const day = { requests: 2_400, p50Seconds: 0.1, p90Seconds: 0.5, p99Seconds: 1.4 };
    expect(slowSecondsOf(open, [hour, day])).toEqual({ latency: { p90: 0.4, p99: 1.4 } });
  });

  it('stay open when nothing tells them', () => {
    expect([slowSecondsOf(open, [undefined, undefined]), tellsAll(undefined, open)]).toEqual([{}, false]);
  });
});

describe('a threshold that was chosen while the candidate had users', () => {
  const blocks = [0, 60, 120].map((startedAt) => ({ startedAt, candidate: { requests: 9, bad: 1 }, stable: { requests: 9, bad: 1 } }));
  const evidence = { counts: { p90: blocks, p99: blocks }, values: {} };

  it('counts what began after it was chosen', () => {
    const fixed = { slowSeconds: {}, slowSince: { latency: { p90: 61 } } };
    expect(sinceFixed('latency', evidence, fixed)).toEqual({ counts: { p90: blocks.slice(2), p99: blocks }, values: {} });
    expect(sinceFixed('errors', evidence, fixed)).toEqual(evidence);
    expect(sinceFixed('latency', evidence, { slowSeconds: {} })).toEqual(evidence);
  });
});
