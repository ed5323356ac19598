import type { MetricPlan } from './metric-plan.ts';

/** Application Load Balancers publish their metrics once a minute. */
const albPeriodSeconds = 60;

/** Seconds of one block of each series that a metric has. Never empty. */
export function periodsOf(metric: MetricPlan): readonly [number, ...number[]] {
  switch (metric.kind) {
    case 'threshold':
      return [metric.source.periodSeconds];
    case 'kayenta-v1':
      return orAlb(Object.values(metric.sources).map(({ periodSeconds }) => periodSeconds));
    case 'release-baseline':
      // Errors, and what is slower than p50, p90 and p99 by more than a warning and by more than an end.
      return [albPeriodSeconds, ...Array.from({ length: 6 }, () => albPeriodSeconds)];
    case 'comparison':
      return periodsOfCounts(metric.counts);
  }
}

type Counts = Extract<MetricPlan, { readonly kind: 'comparison' }>['counts'];

function periodsOfCounts(counts: Counts): readonly [number, ...number[]] {
  switch (counts.kind) {
    case 'alb-errors':
      return [albPeriodSeconds];
    case 'alb-latency':
      return orAlb(counts.quantiles.map(() => albPeriodSeconds));
    case 'ratio':
      return [Math.min(counts.requests.periodSeconds, counts.bad.periodSeconds)];
  }
}

function orAlb([first = albPeriodSeconds, ...others]: readonly number[]): readonly [number, ...number[]] {
  return [first, ...others];
}
