import type { Metric, MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import { UnmodelledCallError } from '../aws-calls.ts';
import { validationError } from './cloudwatch-errors.ts';
import type { Distribution } from './distribution.ts';
import { evaluate } from './math/evaluate.ts';
import { parseExpression } from './math/expression.ts';
import { type Series, series } from './math/series.ts';
import type { MetricName } from './metric-record.ts';
import type { MetricStore, Window } from './metric-store.ts';
import { statistic } from './statistic.ts';

/** Answers the series of one query of a request by its id. */
export type QueryReader = (id: string) => Series;

const idShape = /^[a-z]\w{0,254}$/;

/**
 * Reads the queries of one request over one span of time, each at most once. A metric's periods start at `startMs`, so align it.
 *
 * @throws {CloudWatchServiceException} `ValidationError`: at once for ids, on reading for expressions that do not compute.
 * @throws {UnmodelledCallError} a statistic, a function or a member that is not modelled.
 */
export function metricQueries(
  queries: readonly MetricDataQuery[],
  span: { readonly startMs: number; readonly endMs: number },
  store: MetricStore,
): QueryReader {
  const byId = new Map(queries.map((query) => [checkedId(query), query]));
  if (byId.size < queries.length) throw validationError('The values of Id in MetricDataQueries must be unique.');
  const known = new Map<string, Series | 'computing'>();

  const read: QueryReader = (id) => {
    const before = known.get(id);
    if (before === 'computing') throw validationError(`Error in expression '${id}': it refers to itself`);
    if (before !== undefined) return before;
    const query = byId.get(id);
    if (query === undefined) throw validationError(`Error in expression: no metric or expression has the Id '${id}'`);
    known.set(id, 'computing');
    const points =
      query.MetricStat === undefined ? computed(query) : measured(query.MetricStat, { ...span, periodSeconds: periodOf(query) }, store);
    known.set(id, points);
    return points;
  };

  const computed = (query: MetricDataQuery): Series => {
    const periodMs = expressionPeriod(query, queries) * 1000;
    const grid = Array.from({ length: Math.ceil((span.endMs - span.startMs) / periodMs) }, (_, index) => span.startMs + index * periodMs);
    const metrics = () => queries.filter(({ MetricStat }) => MetricStat !== undefined).map(({ Id }) => read(Id ?? ''));
    const value = evaluate(parseExpression(query.Expression ?? ''), { read, metrics, grid });
    if (value.kind === 'scalar') throw validationError(`Error in expression '${query.Id}': the result must be a time series`);
    if (value.kind === 'array') throw new UnmodelledCallError(`a metric math expression with several results ('${query.Expression}')`);
    return value.points;
  };
  return read;
}

/** The period of a query in seconds; an expression has the longest of the request's metrics, or its own. */
export function expressionPeriod(query: MetricDataQuery, queries: readonly MetricDataQuery[]): number {
  const periods = queries.filter(({ MetricStat }) => MetricStat !== undefined).map(periodOf);
  return query.Period ?? (periods.length === 0 ? 60 : Math.max(...periods));
}

/** The period of a metric query in seconds. */
export function periodOf(query: MetricDataQuery): number {
  const period = query.MetricStat?.Period ?? query.Period ?? 60;
  if (![1, 5, 10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) {
    throw validationError(`The value ${period} for parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.`);
  }
  return period;
}

/** The metric and the visible values that a `MetricStat` names. */
export function valuesOf({ Metric, Unit }: MetricStat, window: Window, store: MetricStore): ReadonlyMap<number, Distribution> {
  if (Metric === undefined) throw unnamed();
  const name = named.get(Metric) ?? nameOf(Metric);
  return store.read(Unit === undefined ? name : { ...name, unit: Unit }, window);
}

/** By metrics that cannot change: those of alarms, which are read every minute. */
const named = new WeakMap<Metric, MetricName>();

function nameOf(metric: Metric): MetricName {
  const { Namespace, MetricName, Dimensions = [] } = metric;
  if (!Namespace || !MetricName) throw unnamed();
  const dimensions = Object.freeze(Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name ?? '', Value ?? ''])));
  const name = { namespace: Namespace, name: MetricName, dimensions };
  if (Object.isFrozen(metric)) named.set(metric, name);
  return name;
}

function unnamed(): Error {
  return validationError('Namespace and MetricName of a Metric are required.');
}

function measured(stat: MetricStat, window: Window, store: MetricStore): Series {
  const compute = statistic(stat.Stat ?? '');
  return series([...valuesOf(stat, window, store)].map(([at, values]) => [at, compute(values) ?? Number.NaN] as const));
}

function checkedId({ Id, MetricStat, Expression, AccountId }: MetricDataQuery): string {
  if (Id === undefined || !idShape.test(Id)) {
    throw validationError(
      `The value '${Id}' for parameter Id must start with a lowercase letter and hold letters, digits and underscores.`,
    );
  }
  if ((MetricStat === undefined) === (Expression === undefined))
    throw validationError(`Query ${Id} needs either MetricStat or Expression.`);
  if (AccountId !== undefined) throw new UnmodelledCallError('AccountId of a metric query');
  return Id;
}
