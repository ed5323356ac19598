import { limits } from '../limits.ts';
import type { Fixed } from './evidence.ts';
import type { ComparisonPlan, MetricPlan, ReleaseBaselinePlan } from './metric-plan.ts';
import type { ReleaseProfile } from './release-profile.ts';

/** One series of counts that a metric is judged by. */
export interface CountSeries {
  readonly series: string;
  /** A request slower than this, in seconds, is bad. Absent: a request that failed is. */
  readonly slowerThanSeconds?: number;
}

type Quantiles = Pick<ReleaseProfile, 'requests' | 'p50Seconds' | 'p90Seconds' | 'p99Seconds'>;

/** The quantiles that a release profile may hold. */
const profileQuantiles = [
  { name: 'p50', quantile: 0.5, secondsOf: (profile: Quantiles) => profile.p50Seconds },
  { name: 'p90', quantile: 0.9, secondsOf: (profile: Quantiles) => profile.p90Seconds },
  { name: 'p99', quantile: 0.99, secondsOf: (profile: Quantiles) => profile.p99Seconds },
] as const;

/** Name of the series that counts what is slower than stable's quantile: `p90` for 0.9, `p99.9` for 0.999. */
export function quantileName(quantile: number): string {
  return `p${Number((quantile * 100).toPrecision(12))}`;
}

/**
 * The series of counts to read for a metric, each once. A series whose threshold is not known is left out: nothing can be counted for it,
 * and the judge says so. Metrics that are not counts have none.
 */
export function seriesOf(metric: MetricPlan, fixed: Fixed): readonly CountSeries[] {
  switch (metric.kind) {
    case 'comparison':
      return metric.counts.kind === 'alb-latency' ? slowSeries(metric.name, metric.counts, fixed) : [{ series: 'errors' }];
    case 'release-baseline':
      return fixed.profile === undefined ? [] : baselineSeries(metric, fixed.profile);
    case 'threshold':
    case 'kayenta-v1':
      return [];
  }
}

/** What a release baseline counts: `errors`, and for each quantile of the profile what is slower by more than a warning, and by more than an end. */
export function baselineSeries(
  { warnAbove, rollbackAbove }: Pick<ReleaseBaselinePlan, 'warnAbove' | 'rollbackAbove'>,
  profile: ReleaseProfile,
): readonly CountSeries[] {
  const slow = baselineQuantiles(profile).flatMap(({ name, seconds }) => [
    { series: `warn-${name}`, slowerThanSeconds: seconds * (1 + warnAbove) },
    { series: `end-${name}`, slowerThanSeconds: seconds * (1 + rollbackAbove) },
  ]);
  return [{ series: 'errors' }, ...slow];
}

/** The quantiles that a profile has a positive time for, of enough requests to tell it. */
export function baselineQuantiles(profile: Quantiles): readonly { name: string; quantile: number; seconds: number }[] {
  return profileQuantiles.flatMap(({ name, quantile, secondsOf }) => {
    const seconds = secondsOf(profile);
    return seconds !== undefined && isThreshold(seconds) && isToldBy(profile.requests, quantile) ? [{ name, quantile, seconds }] : [];
  });
}

/** True when enough of so many requests are slower than this quantile to tell where it is. */
export function isToldBy(requests: number, quantile: number): boolean {
  return requests * (1 - quantile) >= limits.quantileTail.value;
}

function slowSeries(
  metric: string,
  counts: Extract<ComparisonPlan['counts'], { kind: 'alb-latency' }>,
  fixed: Fixed,
): readonly CountSeries[] {
  const measured = Object.hasOwn(fixed.slowSeconds, metric) ? fixed.slowSeconds[metric] : undefined;
  return [...new Set(counts.quantiles)].flatMap((quantile) => {
    const series = quantileName(quantile);
    // What is declared is fixed by the plan; what is measured is fixed at the first look.
    const seconds = counts.slowerThanSeconds?.[counts.quantiles.indexOf(quantile)] ?? measured?.[series];
    return seconds !== undefined && isThreshold(seconds) ? [{ series, slowerThanSeconds: seconds }] : [];
  });
}

function isThreshold(seconds: number): boolean {
  return Number.isFinite(seconds) && seconds > 0;
}
