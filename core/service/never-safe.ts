import type { MetricPlan } from '../analysis/metric-plan.ts';
import { hasRateLimit } from '../analysis/rate-limit.ts';
import type { Service } from './service.ts';

/**
 * One problem for each metric that a promotion waits for in vain: it has to be safe, can only be judged while both lanes have users, and
 * no step of the strategy gives users to both.
 */
export function neverSafe({ steps, analysis }: Pick<Service, 'steps' | 'analysis'>): readonly string[] {
  if (steps.some(({ candidatePercent }) => candidatePercent > 0 && candidatePercent < 100)) return [];
  return analysis.metrics.flatMap((metric, index) => {
    const fix = whatWouldHelp(metric);
    if (fix === undefined) return [];
    const because = `${metric.name} compares the lanes, and no step of this strategy has users on both`;
    return [`analysis.metrics.${index}: ${because}; ${fix}, set critical to false, or add a step between 0 and 100 %`];
  });
}

function whatWouldHelp(metric: MetricPlan): string | undefined {
  if (!metric.critical || metric.dryRun) return undefined;
  if (metric.kind === 'kayenta-v1') return 'judge by comparisons or thresholds instead';
  if (metric.kind !== 'comparison' || metric.baseline === 'paired' || hasRateLimit(metric)) return undefined;
  return metric.counts.kind === 'alb-latency' ? 'give it slowRateMax' : 'give it badRateMax';
}
