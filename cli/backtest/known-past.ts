import type { Evidence, Fixed, MetricEvidence, StepBegin } from '../../core/analysis/evidence.ts';
import type { MetricPlan } from '../../core/analysis/metric-plan.ts';
import type { AnalysisPlan } from '../../core/deployment/analysis-plan.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { KnownPast } from './past.ts';

/** What was found of one metric: its evidence, or why there is none. */
export type MetricFound = { readonly metric: MetricPlan } & (
  | { readonly kind: 'found'; readonly evidence: MetricEvidence }
  | { readonly kind: 'left-out'; readonly because: string }
);

/**
 * Puts together what was found of each metric of a configuration. Without `steps` there is one, which begins with the first block in which
 * the candidate served.
 *
 * @throws {InvalidInputError} nothing was found of any of them, or the candidate served no one.
 */
export function knownPast(
  source: string,
  analysis: AnalysisPlan,
  found: readonly MetricFound[],
  { fixed, steps }: { readonly fixed: Fixed; readonly steps?: readonly StepBegin[] },
): KnownPast {
  const notes = found.flatMap((one) => (one.kind === 'left-out' ? [`metric ${one.metric.name} is left out: ${one.because}`] : []));
  const kept = found.flatMap((one) => (one.kind === 'found' ? [one] : []));
  if (kept.length === 0) throw new InvalidInputError(`${source} tells nothing of any metric of the configuration: ${notes.join('; ')}`);
  const metrics = Object.fromEntries(kept.map(({ metric, evidence }) => [metric.name, evidence]));
  const missing = kept.flatMap(({ metric, evidence: { missing: why } }) => (why === undefined ? [] : [`metric ${metric.name}: ${why}`]));
  const begun = steps ?? firstUsers(metrics);
  if (begun.length === 0) {
    const why = missing.length === 0 ? 'give a time when it did' : missing.join('; ');
    throw new InvalidInputError(`${source} has no block in which the candidate served: ${why}`);
  }
  const evidence = { steps: begun, fixed, metrics };
  return { evidence, analysis: { ...analysis, metrics: kept.map(({ metric }) => metric) }, notes: [...notes, ...missing] };
}

function firstUsers(metrics: Evidence['metrics']): readonly StepBegin[] {
  const all = Object.values(metrics);
  const counted = all.flatMap(({ counts }) => Object.values(counts).flat());
  const measured = all.flatMap(({ values }) => Object.values(values).flat());
  const served = counted.filter(({ candidate }) => candidate.requests > 0);
  const beganAt = earliest(counted.length > 0 ? served : measured.filter(({ candidate }) => candidate !== null));
  // 0: nobody says what share was intended, so none is missed.
  return Number.isFinite(beganAt) ? [{ stepIndex: 0, candidatePercent: 0, beganAt }] : [];
}

function earliest(blocks: readonly { readonly startedAt: number }[]): number {
  return blocks.reduce((least, { startedAt }) => Math.min(least, startedAt), Number.POSITIVE_INFINITY);
}
