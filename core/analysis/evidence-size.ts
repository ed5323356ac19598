import type { Plan } from '../deployment/plan.ts';
import { limits } from '../limits.ts';
import type { MetricPlan } from './metric-plan.ts';
import { periodsOf } from './series-periods.ts';

/**
 * Why a plan asks for more evidence than one look can read, for people; undefined when it does not. Bakes and patience count: what a
 * person holds longer is rare, and only makes looks slower.
 *
 * Old blocks are never summed up to save room: a sum over blocks with different shares is another measurement, and evidence that is
 * replaced by another after it was looked at bounds nothing any more.
 */
export function evidenceTooLarge({ steps, analysis }: Pick<Plan, 'steps' | 'analysis'>): string | undefined {
  const seconds = steps
    .filter(({ candidatePercent }) => candidatePercent > 0)
    .reduce((sum, { bakeSeconds }) => sum + bakeSeconds + analysis.patienceSeconds, 0);
  const blocks = blocksIn(analysis.metrics, seconds);
  if (blocks <= limits.evidenceBlocks.value) return undefined;
  const { value, because } = limits.evidenceBlocks;
  return `its metrics would be ${blocks} blocks, allowed are ${value} (${because}); use shorter bakes, fewer metrics or longer periods`;
}

/** Blocks of all series of all metrics in so many seconds. */
function blocksIn(metrics: readonly MetricPlan[], seconds: number): number {
  return metrics.flatMap(periodsOf).reduce((sum, period) => sum + Math.ceil(seconds / period), 0);
}
