import type { CountBlock } from '../../../core/analysis/blocks.ts';
import type { Evidence, MetricEvidence, StepBegin } from '../../../core/analysis/evidence.ts';
import type { JudgeContext } from '../../../core/analysis/metric-judgement.ts';
import type { MetricPlan } from '../../../core/analysis/metric-plan.ts';
import type { AnalysisPlan } from '../../../core/deployment/analysis-plan.ts';
import { aComparisonPlan } from './metric-plans.ts';

/** Steps of 10 % that began at these times, epoch seconds. */
export function stepsAt(begins: readonly number[], candidatePercent = 10): readonly StepBegin[] {
  return begins.map((beganAt, stepIndex) => ({ stepIndex, candidatePercent, beganAt }));
}

/** One step since second 0, at the usual chances. */
export function aContext(with_: Partial<JudgeContext> = {}): JudgeContext {
  return { steps: stepsAt([0]), stepsWithUsers: 1, alpha: 0.01, sloAlpha: 0.001, beta: 0.05, ...with_ };
}

/** Everything was read, and this is what was counted. */
export function counted(counts: Readonly<Record<string, readonly CountBlock[]>>, missing?: string): MetricEvidence {
  return { counts, values: {}, ...(missing !== undefined && { missing }) };
}

/** What is asked of one metric at the usual chances, from 100 candidate requests a step on. */
export function anAnalysis(metrics: readonly MetricPlan[] = [aComparisonPlan()], with_: Partial<AnalysisPlan> = {}): AnalysisPlan {
  return {
    metrics,
    alpha: 0.01,
    beta: 0.05,
    sloAlpha: 0.001,
    minimumRequests: 100,
    lookSeconds: 60,
    patienceSeconds: 600,
    atDeadline: 'rollback',
    metricLagSeconds: 120,
    ...with_,
  };
}

/** One step of 10 % since second 0 with what was counted of `errors`. */
export function someEvidence(blocks: readonly CountBlock[], with_: Partial<Evidence> = {}): Evidence {
  return { steps: stepsAt([0]), fixed: { slowSeconds: {} }, metrics: { errors: counted({ errors: blocks }) }, ...with_ };
}
