import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricEvidence } from '../../../core/analysis/evidence.ts';
import type { MetricPlan } from '../../../core/analysis/metric-plan.ts';
import { keptUntil, readWindow } from '../../../core/analysis/read-window.ts';

const begin = 1_767_225_600;
const common = { dryRun: false, critical: true, warmupSeconds: 0 };
const source = (periodSeconds: number) => ({
  ...({ kind: 'http', url: 'https://metrics.example/{from}', headers: {}, auth: { kind: 'none' }, pointer: '/value' } as const),
  periodSeconds,
  absentIsZero: false,
});
const threshold = (name: string, periodSeconds = 60): MetricPlan => ({
  ...{ kind: 'threshold', name, ...common, failureLimit: 0, consecutiveErrorLimit: 4, inconclusiveLimit: 0 },
  source: source(periodSeconds),
});
const errors: MetricPlan = {
  ...{ kind: 'comparison', name: 'errors', ...common, counts: { kind: 'alb-errors' } },
  ...{ tolerance: 0.25, worseMax: 2, baseline: 'stable' },
};
const analysis = { metrics: [errors, threshold('cpu')], metricLagSeconds: 120 };
const readTo = (minutes: number): MetricEvidence => ({ counts: {}, values: {}, readUntil: begin + minutes * 60 });
const steps = [
  { stepIndex: 1, candidatePercent: 5, beganAt: begin },
  { stepIndex: 2, candidatePercent: 50, beganAt: begin + 600 },
];
const minute = (minutes: number) => new Date((begin + minutes * 60) * 1000);

describe('readWindow', () => {
  it('begins with the first users, and ends before now by the lag of metrics', () => {
    expect(readWindow({ steps, metrics: {} }, minute(10), analysis)).toEqual({ from: minute(0), until: minute(8) });
  });

  it('is none before users have met the candidate for longer than metrics are late', () => {
    expect(readWindow({ steps: [], metrics: {} }, minute(10), analysis)).toBeUndefined();
    expect(readWindow({ steps, metrics: {} }, minute(2), analysis)).toBeUndefined();
  });

  it('reads the last 15 minutes again, and all that one of the metrics lacks', () => {
    const bothTo = (one: number, other: number) => ({ steps, metrics: { errors: readTo(one), cpu: readTo(other) } });
    expect(readWindow(bothTo(60, 60), minute(65), analysis)).toEqual({ from: minute(45), until: minute(63) });
    expect(readWindow(bothTo(60, 30), minute(65), analysis)).toEqual({ from: minute(15), until: minute(63) });
    expect(readWindow({ steps, metrics: { errors: readTo(60) } }, minute(65), analysis)).toEqual({ from: minute(0), until: minute(63) });
  });

  it('goes back three hours for one metric that cannot be read, and as far as it takes when all are behind', () => {
    const day = 24 * 60;
    const one = { steps, metrics: { errors: readTo(day), cpu: readTo(5) } };
    expect(readWindow(one, minute(day + 2), analysis)).toEqual({ from: minute(day - 180), until: minute(day) });
    const all = { steps, metrics: { errors: readTo(30), cpu: readTo(5) } };
    expect(readWindow(all, minute(day + 2), analysis)).toEqual({ from: minute(15), until: minute(day) });
  });

  it('never begins before the first users or after what it reads up to, however far anything was read', () => {
    const anyReadUntil = fc.option(fc.integer({ min: -9_000, max: 90_000 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(anyReadUntil, { minLength: 2, maxLength: 2 }), fc.integer({ min: 121, max: 90_000 }), (ends, seconds) => {
        const [one, other] = ends.map((end) => ({ counts: {}, values: {}, ...(end !== undefined && { readUntil: begin + end }) }));
        const metrics = { ...(one && { errors: one }), ...(other && { cpu: other }) };
        const window = readWindow({ steps, metrics }, new Date((begin + seconds) * 1000), analysis);
        expect(window?.from.getTime()).toBeGreaterThanOrEqual(begin * 1000);
        expect(window?.from.getTime()).toBeLessThan(window?.until.getTime() ?? 0);
      }),
    );
  });
});

describe('keptUntil', () => {
  it('is the end of the last whole block that was read in full, and nothing for a metric that never was', () => {
    const half = { ...readTo(0), readUntil: begin + 95 };
    const metrics = { errors: half, cpu: half };
    const plans = [errors, threshold('cpu', 10), threshold('memory')];
    expect(keptUntil({ metrics }, plans)).toEqual({ errors: begin + 60, cpu: begin + 90 });
  });

  it('is the earliest one of a metric with several periods', () => {
    const config = { name: 'canary', metrics: [], groupWeights: {}, scoreThresholds: { pass: 95, marginal: 75 } };
    const kayenta: MetricPlan = {
      ...{ kind: 'kayenta-v1', name: 'canary', ...common, config, parity: false },
      sources: { latency: source(10), errors: source(60) },
    };
    expect(keptUntil({ metrics: { canary: { ...readTo(0), readUntil: begin + 95 } } }, [kayenta])).toEqual({ canary: begin + 60 });
  });
});
