import type { CountBlock } from '../../core/analysis/blocks.ts';
import type { Evidence } from '../../core/analysis/evidence.ts';
import type { ComparisonPlan } from '../../core/analysis/metric-plan.ts';
import type { AnalysisPlan } from '../../core/deployment/analysis-plan.ts';
import { blockSeconds } from './scenario.ts';
import type { Trace } from './trace.ts';

/** Bound of the chance that a healthy release is rolled back. */
export const alpha = 0.01;

/** What a deployment would hold after the block at this index. */
export function evidenceAt({ blocks, steps }: Trace, at: number): Evidence {
  const seen: readonly CountBlock[] = blocks.slice(0, at + 1);
  const now = seen.at(-1)?.startedAt ?? 0;
  return {
    steps: steps.filter(({ beganAt }) => beganAt <= now),
    fixed: { slowSeconds: {} },
    metrics: { errors: { counts: { errors: seen }, values: {} } },
  };
}

/** One comparison of errors, as the preset makes it, without an SLO guard. */
export function analysisOf(tau: number, baseline: ComparisonPlan['baseline'] = 'stable'): AnalysisPlan {
  const errors: ComparisonPlan = {
    kind: 'comparison',
    name: 'errors',
    dryRun: false,
    critical: true,
    warmupSeconds: 0,
    counts: { kind: 'alb-errors' },
    tolerance: tau,
    worseMax: 3,
    baseline,
  };
  return {
    metrics: [errors],
    alpha,
    beta: 0.05,
    sloAlpha: 0.001,
    minimumRequests: 1,
    lookSeconds: blockSeconds,
    patienceSeconds: 0,
    atDeadline: 'rollback',
    metricLagSeconds: 0,
  };
}
