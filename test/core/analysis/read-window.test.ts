import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startsOf, wholeBlocks } from '../../../adapters/metrics/window.ts';
import { type Evidence, type MetricEvidence, nothingKnown } from '../../../core/analysis/evidence.ts';
import { mergeEvidence } from '../../../core/analysis/merge-evidence.ts';
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

  // A window of the last quarter of an hour never holds a whole block of an hour: such a metric was never measured, and nothing said so.
  it('has every block of every metric in one of its windows, however long blocks are and whenever looks come', () => {
    const periods = fc.constantFrom(60, 900, 1_200, 1_800, 3_600);
    const pauses = fc.array(fc.integer({ min: 5, max: 3_600 }), { minLength: 1, maxLength: 12 });
    const blocksIn = (window: { readonly from: Date; readonly until: Date }, period: number) =>
      startsOf(wholeBlocks(window, period)).map((startedAt) => `${period} s from ${startedAt - begin}`);
    fc.assert(
      fc.property(fc.tuple(periods, periods), pauses, fc.integer({ min: 0, max: 3_600 }), (both, waits, offset) => {
        const metrics = both.map((period, index) => threshold(`m${index}`, period));
        const answers = Object.fromEntries(metrics.map(({ name }) => [name, { counts: {}, values: {} }]));
        const present = { stepIndex: 0, candidatePercent: 5, beganAt: begin + offset };
        const read = new Set<string>();
        let [at, known]: [number, Evidence] = [present.beganAt, { ...nothingKnown, steps: [present] }];
        for (const wait of waits) {
          at += wait;
          const window = readWindow(known, new Date(at * 1000), { metrics, metricLagSeconds: 120 });
          if (window === undefined) continue;
          for (const block of both.flatMap((period) => blocksIn(window, period))) read.add(block);
          known = mergeEvidence(known, answers, window);
        }
        const all = { from: new Date(present.beganAt * 1000), until: new Date(Math.max(present.beganAt, at - 120) * 1000) };
        expect(both.flatMap((period) => blocksIn(all, period)).filter((block) => !read.has(block))).toEqual([]);
      }),
    );
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
