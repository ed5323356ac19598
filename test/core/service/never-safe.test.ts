import { describe, expect, it } from 'vitest';
import { parseService } from '../../../core/service/parse-service.ts';
import { aDeclaration } from '../builders.ts';

const source = { kind: 'prometheus', url: 'https://prometheus.example.com', query: 'sum(requests{lane="{lane}"})' };
const own = (change: object = {}) => ({ kind: 'comparison', name: 'orders', requests: source, bad: source, ...change });
const declared = (strategy: unknown, ...metrics: readonly unknown[]) =>
  aDeclaration({ strategy, ...(metrics.length > 0 && { analysis: { metrics } }) });

describe('a strategy that never has users on both lanes', () => {
  it('is accepted with the presets', () => {
    for (const strategy of ['blue-green', 'all-at-once']) expect(parseService(declared(strategy)).analysis.metrics).toHaveLength(3);
  });

  it('is refused with a metric that could then never be safe', () => {
    expect(() => parseService(declared('blue-green', 'errors', own()))).toThrow(
      'analysis.metrics.1: orders compares the lanes, and no step of this strategy has users on both; give it badRateMax, set critical to false, or add a step between 0 and 100 %',
    );
    expect(() => parseService(declared('all-at-once', { preset: 'latency', slowerThanSeconds: [0.2, 0.5] }))).toThrow(
      'give it slowRateMax',
    );
  });

  it('is accepted once the metric has a limit of its own, a paired baseline, or nothing to say about promotions', () => {
    for (const change of [{ badRateMax: 0.01 }, { critical: false }, { dryRun: true }, { baseline: 'paired' }]) {
      expect(() => parseService(declared('blue-green', 'errors', own(change)))).not.toThrow();
    }
    expect(() => parseService(declared('canary', own()))).not.toThrow();
  });
});
