import { describe, expect, it } from 'vitest';
import { evidenceTooLarge } from '../../../core/analysis/evidence-size.ts';
import type { MetricPlan } from '../../../core/analysis/metric-plan.ts';
import { aPlan } from '../../core/builders.ts';

const day = 86_400;
const common = { dryRun: false, critical: true, warmupSeconds: 0 };
const comparison = { kind: 'comparison', ...common, tolerance: 0.25, worseMax: 2, baseline: 'stable' } as const;
const errors: MetricPlan = { ...comparison, name: 'errors', counts: { kind: 'alb-errors' } };
const latency: MetricPlan = { ...comparison, name: 'latency', counts: { kind: 'alb-latency', quantiles: [0.9, 0.99] } };
const baseline: MetricPlan = { kind: 'release-baseline', name: 'baseline', ...common, warnAbove: 0.15, rollbackAbove: 0.25 };
const tenSeconds = {
  kind: 'http',
  url: 'https://a.example/',
  headers: {},
  auth: { kind: 'none' },
  pointer: '',
  periodSeconds: 10,
  absentIsZero: true,
} as const;
const fine: MetricPlan = { ...comparison, name: 'fine', counts: { kind: 'ratio', requests: tenSeconds, bad: tenSeconds } };

const tooLarge = (bakeSeconds: number, metrics: readonly MetricPlan[], candidatePercents = [5]) => {
  const plan = aPlan();
  const steps = candidatePercents.map((candidatePercent) => ({ candidatePercent, bakeSeconds, approval: false }));
  return evidenceTooLarge({ steps, analysis: { ...plan.analysis, metrics, patienceSeconds: 0 } });
};

describe('evidenceTooLarge', () => {
  it('allows twenty days of the metrics that every service has, and no more', () => {
    const metrics = [errors, latency, baseline];
    expect(tooLarge(20 * day, metrics)).toBeUndefined();
    expect(tooLarge(21 * day, metrics)).toMatch(
      /^its metrics would be 302400 blocks, allowed are 300000 \(each look .+\); use shorter bakes/,
    );
  });

  it('counts fine blocks by their period, and only steps with users', () => {
    expect(tooLarge(30 * day, [fine])).toBeUndefined();
    expect(tooLarge(20 * day, [fine], [0, 5])).toBeUndefined();
    expect(tooLarge(20 * day, [fine], [5, 50])).toContain('345600 blocks');
  });
});
