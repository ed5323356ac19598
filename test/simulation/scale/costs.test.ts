import { describe, expect, it } from 'vitest';
import { assemblyWithStubs } from '../../infra/assembly.ts';
import { costsOf, idleCosts, totalOf } from './costs.ts';
import { prices, pricesCheckedOn } from './prices.ts';

describe('what a run costs', () => {
  const nothing = { readUnits: 0, writeUnits: 0, metricsRead: 0, eventsPut: 0, transitions: 0, failures: 0, calls: {}, functions: {} };
  const functions = {
    'sluice-next-step': { invocations: 600, ms: 60_000, coldStarts: 0 },
    'sluice-sweep': { invocations: 400, ms: 10_000, coldStarts: 0 },
  };

  it('is nothing when nothing is used', () => {
    expect(totalOf(costsOf(nothing, { historyBytes: 0, seconds: 0 }))).toBe(0);
  });

  it('has a trace for each invocation, and each outcome of each function as a metric for each hour that was begun', () => {
    const { traces, ...costs } = costsOf({ ...nothing, functions }, { historyBytes: 0, seconds: 3_601 });
    expect(traces).toBeCloseTo(0.005, 10);
    expect(costs['metrics of functions']).toBeCloseTo((2 * 2 * 2 * 0.3) / 730, 10);
    // 75 GB-seconds of the judge, 10 of the sweep, 1,000 requests.
    expect(costs.functions).toBeCloseTo(85 * 0.0000133334 + 0.0002, 10);
  });
});

describe('a month without releases', () => {
  const month = idleCosts({ alarmMetrics: 20, customMetrics: 1, keys: 1, sweepReadUnits: 0, sweepMs: 100 });

  it('has the key of the pages, the traces of the sweep and its metric', () => {
    expect(month).toMatchObject({ 'metrics and alarms': 2, 'metrics of functions': 0.3, 'key of pages': 1, events: 0, transitions: 0 });
    expect(month.traces).toBeCloseTo(0.219, 6);
  });

  it('has no key that the control plane does not make, and none less', () => {
    const { controlPlane, remove } = assemblyWithStubs();
    remove();
    expect(controlPlane.of('AWS::KMS::Key')).toHaveLength(1);
  });
});

describe('a price', () => {
  it('has the page of AWS that says it, and a day', () => {
    for (const { page, dollars } of Object.values(prices)) {
      expect(page).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z-]+\/pricing\/([a-z-]+\/)?$/);
      expect(dollars).toBeGreaterThan(0);
    }
    expect(pricesCheckedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
});
