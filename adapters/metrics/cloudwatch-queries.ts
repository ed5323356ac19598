import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchMetric, CloudWatchSource } from '../../core/analysis/source.ts';
import { filled, type Placeholders } from './placeholders.ts';

/**
 * The queries of one source for one lane. The one with the id given returns data; those that it is computed from have ids made of it.
 *
 * @param id begins with a lower-case letter and is unique in its call
 * @param periodSeconds of one value; the source's own unless a whole window is one value
 */
export function queriesOf(id: string, source: CloudWatchSource, placeholders: Placeholders): readonly MetricDataQuery[] {
  const { metrics, expression, periodSeconds } = source;
  const stat = (metric: CloudWatchMetric) => metricStat(metric, placeholders, periodSeconds);
  if (expression === undefined) return Object.values(metrics).map((metric) => ({ Id: id, MetricStat: stat(metric) }));
  const inputs = Object.entries(metrics).map(([name, metric]) => ({ Id: `${id}_${name}`, MetricStat: stat(metric), ReturnData: false }));
  return [{ Id: id, Expression: renamed(expression, id, metrics), Period: periodSeconds }, ...inputs];
}

/** True of metric math that speaks of all metrics of its call, which therefore may hold no others. */
export function needsOwnCall({ expression = '' }: CloudWatchSource): boolean {
  return /\bMETRICS\s*\(/.test(expression);
}

function metricStat({ namespace, name, dimensions, statistic }: CloudWatchMetric, placeholders: Placeholders, Period: number) {
  const Dimensions = Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: filled(value, placeholders) }));
  return { Metric: { Namespace: namespace, MetricName: name, Dimensions }, Period, Stat: statistic };
}

/** Ids are unique in a call, so each source's own get a prefix: in the expression, but not inside its quoted texts. */
function renamed(expression: string, id: string, metrics: CloudWatchSource['metrics']): string {
  return expression.replace(/"[^"]*"|'[^']*'|[A-Za-z_][A-Za-z0-9_]*/g, (word) => (Object.hasOwn(metrics, word) ? `${id}_${word}` : word));
}
