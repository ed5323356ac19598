import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricEvidence } from '../../../core/analysis/evidence.ts';
import { judge } from '../../../core/analysis/judge.ts';
import type { MetricPlan } from '../../../core/analysis/metric-plan.ts';
import { safeInStep } from '../../../core/analysis/safe-in-step.ts';
import type { Verdict } from '../../../core/analysis/verdict.ts';
import { aPlan } from '../builders.ts';
import { aComparisonPlan } from './metric-plans.ts';

const begin = 1_767_225_600;
const steps = [
  { stepIndex: 0, candidatePercent: 50, beganAt: begin },
  { stepIndex: 1, candidatePercent: 100, beganAt: begin + 600 },
];
const safe: Verdict = { kind: 'safe', because: 'fine', metrics: [], warnings: [] };
const errors = aComparisonPlan({ badRateMax: 0.01 });
const latency = aComparisonPlan({
  name: 'latency',
  counts: { kind: 'alb-latency', quantiles: [0.9], slowerThanSeconds: [1] },
  badRateMax: 0.01,
});

/** Clean minutes of both lanes, read until `readMinutes`. */
function clean(series: string, minutes: number, readMinutes: number): MetricEvidence {
  const lane = { requests: 600, bad: 0 };
  const blocks = Array.from({ length: minutes }, (_, minute) => ({ startedAt: begin + minute * 60, candidate: lane, stable: lane }));
  return { counts: { [series]: blocks }, values: {}, readUntil: begin + readMinutes * 60 };
}

const waiting = (because: string, then: 'wait' | 'hold' = 'wait'): Verdict => ({ ...safe, kind: 'inconclusive', then, because });

describe('a step that the judge calls safe', () => {
  // The judge takes requests of any metric for the step's, and evidence of all steps for each metric.
  it('waits while a critical metric has been silent since the step began, though another one counts its requests', () => {
    const metrics = { errors: clean('errors', 15, 15), latency: clean('p90', 10, 15) };
    const evidence = { steps, fixed: { slowSeconds: {} }, metrics };
    const verdict = judge(evidence, { ...aPlan().analysis, metrics: [errors, latency] }, 2);
    expect(verdict.kind).toBe('safe');
    expect(safeInStep(verdict, evidence, [errors, latency])).toEqual({
      ...waiting('latency: no request of the candidate counted in the present step (p90)'),
      metrics: verdict.metrics,
    });
    expect(safeInStep(verdict, { steps, metrics: { ...metrics, latency: clean('p90', 11, 15) } }, [errors, latency])).toEqual(verdict);
  });

  it('waits until something of it was read, when the bake is shorter than metrics are late', () => {
    const kayenta: MetricPlan = {
      ...{ kind: 'kayenta-v1', name: 'canary', dryRun: false, critical: true, warmupSeconds: 0, parity: false, sources: {} },
      config: { name: 'canary', metrics: [], groupWeights: {}, scoreThresholds: { pass: 95, marginal: 75 } },
    };
    const readUntil = (seconds: number) => ({ steps, metrics: { canary: { counts: {}, values: {}, readUntil: begin + seconds } } });
    const unread = waiting('canary: nothing of the present step has been read yet');
    expect(safeInStep(safe, { steps, metrics: {} }, [kayenta])).toEqual(unread);
    expect(safeInStep(safe, readUntil(600), [kayenta])).toEqual(unread);
    expect(safeInStep(safe, readUntil(659), [kayenta])).toEqual(
      waiting('canary: no whole block of 60 s of the present step has been read yet'),
    );
    expect(safeInStep(safe, readUntil(660), [kayenta])).toEqual(safe);
    expect(safeInStep(safe, readUntil(601), [{ ...kayenta, critical: false }])).toEqual(safe);
    expect(safeInStep(safe, readUntil(600), [{ ...kayenta, critical: false }])).toEqual(unread);
  });

  it('asks nothing of metrics in a dry run', () => {
    expect(safeInStep(safe, { steps, metrics: {} }, [{ ...errors, dryRun: true }])).toEqual(safe);
  });

  it('stays what it is when it is not safe', () => {
    const others = fc.constantFrom<Verdict>({ ...safe, kind: 'regressed' }, waiting('x'), waiting('x', 'hold'));
    fc.assert(fc.property(others, (verdict) => safeInStep(verdict, { steps: [], metrics: {} }, [errors]) === verdict));
  });
});
