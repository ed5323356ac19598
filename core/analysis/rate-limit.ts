import type { ComparisonPlan } from './metric-plan.ts';
import { quantileName } from './series.ts';

/** The highest share of bad requests that a lane may have by itself, whatever the other has. */
export interface RateLimit {
  readonly rateMax: number;
  /** `declared`: the SLO of the metric. `history`: as much of stable's own was bad in the hour before, times what is not tolerated. */
  readonly from: 'declared' | 'history';
}

type Compared = Pick<ComparisonPlan, 'badRateMax' | 'counts' | 'worseMax'>;

/**
 * The limit of one series. Of what is slower than stable's own p90 a tenth was slow before the deployment, so `worseMax` tenths are too
 * many also where stable has no users to compare with, as in the last step of every plan. Higher quantiles are measured from few
 * requests, and have no such limit. Undefined: the series can be judged only beside stable.
 */
export function rateLimitOf(plan: Compared, series: string): RateLimit | undefined {
  if (plan.badRateMax !== undefined) return { rateMax: plan.badRateMax, from: 'declared' };
  const quantile = mainQuantile(plan);
  if (plan.counts.kind !== 'alb-latency' || plan.counts.slowerThanSeconds !== undefined || quantile === undefined) return undefined;
  const rateMax = plan.worseMax * (1 - quantile);
  return series === quantileName(quantile) && rateMax < 1 ? { rateMax, from: 'history' } : undefined;
}

/** True when a candidate can be judged by the metric also while stable has no users. */
export function hasRateLimit(plan: Compared): boolean {
  const quantile = mainQuantile(plan);
  return rateLimitOf(plan, quantile === undefined ? 'errors' : quantileName(quantile)) !== undefined;
}

/** The series that must be shown to be fine: all; of several quantiles the lowest, for the others need ten times as many requests. */
export function mustBeShown(plan: Compared, series: string): boolean {
  const quantile = mainQuantile(plan);
  return quantile === undefined || series === quantileName(quantile);
}

function mainQuantile({ counts }: Compared): number | undefined {
  return counts.kind === 'alb-latency' && counts.quantiles.length > 0 ? Math.min(...counts.quantiles) : undefined;
}
