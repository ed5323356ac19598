import { own } from '../own.ts';
import { judgeComparison } from './comparison.ts';
import type { Evidence, MetricEvidence } from './evidence.ts';
import { inconclusive } from './inconclusive.ts';
import { judgedBlocks } from './judged-blocks.ts';
import { judgeKayenta } from './kayenta/judge-kayenta.ts';
import type { JudgeContext, Judgement } from './metric-judgement.ts';
import type { ComparisonPlan, MetricPlan } from './metric-plan.ts';
import { judgeReleaseBaseline } from './release-baseline.ts';
import { seriesOf } from './series.ts';
import { checkShare } from './share-check.ts';
import { judgeThreshold } from './threshold.ts';

/** Judges one metric by its kind. A metric that was never read is inconclusive. */
export function judgeMetric(plan: MetricPlan, { metrics, fixed }: Pick<Evidence, 'metrics' | 'fixed'>, context: JudgeContext): Judgement {
  const evidence: MetricEvidence = own(metrics, plan.name) ?? { counts: {}, values: {}, missing: 'the metric has not been read yet' };
  switch (plan.kind) {
    case 'comparison':
      return withShare(plan, evidence, judgeComparison(plan, evidence, fixed, context), seriesOf(plan, fixed)[0]?.series, context);
    case 'release-baseline':
      return judgeReleaseBaseline(plan, evidence, fixed, context);
    case 'threshold':
      return judgeThreshold(plan, evidence, context);
    case 'kayenta-v1':
      return judgeKayenta(plan, evidence, context);
  }
}

/** A metric whose lanes do not have the shares that were asked for may measure something else: it is told, and calls nothing safe if it is grossly so. */
function withShare(
  { warmupSeconds, baseline }: ComparisonPlan,
  { counts }: MetricEvidence,
  judgement: Judgement,
  series: string | undefined,
  { steps }: JudgeContext,
): Judgement {
  if (series === undefined) return judgement;
  const found = checkShare(judgedBlocks(own(counts, series) ?? [], steps, warmupSeconds).blocks, steps, baseline);
  if (found.kind === 'fine') return judgement;
  if (found.kind === 'doubtful' && judgement.kind === 'safe') return { ...judgement, ...inconclusive(found.because) };
  return { ...judgement, warnings: [...(judgement.warnings ?? []), found.because] };
}
