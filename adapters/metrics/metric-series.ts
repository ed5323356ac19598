import type { Fixed } from '../../core/analysis/evidence.ts';
import type { MetricPlan } from '../../core/analysis/metric-plan.ts';
import { seriesOf } from '../../core/analysis/series.ts';
import type { Source } from '../../core/analysis/source.ts';
import { albErrorSources, albSpeedSources } from './alb-sources.ts';
import { type Counted, errorCounts, ratioCounts, slowCounts } from './lane-counts.ts';

/** One series of counts, and how a lane's are made of what each of its sources says. */
export interface CountSeries {
  readonly name: string;
  readonly sources: Readonly<Record<string, Source>>;
  readonly counted: (values: Readonly<Record<string, number>>) => Counted;
}

/** One series of values. */
export interface ValueSeries {
  readonly name: string;
  readonly source: Source;
  /** False: only the candidate is asked. */
  readonly stableToo: boolean;
}

/** The series of counts that a metric is read as, each once. */
export function countSeriesOf(metric: MetricPlan, fixed: Fixed): readonly CountSeries[] {
  return seriesOf(metric, fixed).map(({ series: name, slowerThanSeconds }) => {
    if (metric.kind === 'comparison' && metric.counts.kind === 'ratio') {
      const { requests, bad } = metric.counts;
      const counted =
        requests.periodSeconds === bad.periodSeconds ? ratioCounts : () => 'requests and bad have different periods: give both the same';
      return { name, sources: { requests, bad }, counted };
    }
    if (slowerThanSeconds === undefined) return { name, sources: albErrorSources, counted: errorCounts };
    return { name, sources: albSpeedSources(slowerThanSeconds), counted: (values) => slowCounts(slowerThanSeconds, values) };
  });
}

/** The series of values that a metric is read as. */
export function valueSeriesOf(metric: MetricPlan): readonly ValueSeries[] {
  if (metric.kind === 'threshold') return [{ name: metric.name, source: metric.source, stableToo: false }];
  if (metric.kind !== 'kayenta-v1') return [];
  return Object.entries(metric.sources).map(([name, source]) => ({ name, source, stableToo: true }));
}
