import {
  type GetMetricDataCommandOutput,
  type GetMetricDataInput,
  InvalidNextToken,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { validationError } from './cloudwatch-errors.ts';
import type { Series } from './math/series.ts';
import { metricQueries, periodOf } from './metric-queries.ts';
import type { MetricStore } from './metric-store.ts';

/** Answers `GetMetricData`; keeps what the next page needs. */
export type GetMetricData = (input: GetMetricDataInput) => Omit<GetMetricDataCommandOutput, '$metadata'>;

interface Rest {
  readonly query: MetricDataQuery;
  readonly points: readonly (readonly [number, number])[];
}

const queriesMax = 500;
const datapointsMax = 100_800;
/** Tokens beyond this many are forgotten, oldest first; CloudWatch lets them expire. */
const tokensMax = 100;

/**
 * `GetMetricData` over a store. Metrics with more points than fit come back as `PartialData` with a `NextToken`; the results of expressions
 * come whole. A query that was not published is an entry without points.
 */
export function getMetricData(store: MetricStore): GetMetricData {
  const pending = new Map<string, readonly Rest[]>();
  let tokens = 0;
  return (input) => {
    const max = input.MaxDatapoints ?? datapointsMax;
    if (max < 1 || max > datapointsMax) throw validationError(`MaxDatapoints must be between 1 and ${datapointsMax}.`);
    const rests = input.NextToken === undefined ? allOf(input, store) : pending.get(input.NextToken);
    if (rests === undefined) throw new InvalidNextToken({ message: 'The next token specified is invalid.', $metadata: {} });
    const page = paged(rests, max);
    if (page.rests.length === 0) return { MetricDataResults: page.results, Messages: [] };
    tokens += 1;
    const NextToken = `page-${tokens}`;
    pending.set(NextToken, page.rests);
    const oldest = pending.size > tokensMax ? pending.keys().next().value : undefined;
    if (oldest !== undefined) pending.delete(oldest);
    return { MetricDataResults: page.results, NextToken, Messages: [] };
  };
}

function allOf(input: GetMetricDataInput, store: MetricStore): readonly Rest[] {
  const { MetricDataQueries: queries = [], StartTime, EndTime, ScanBy } = input;
  if (queries.length === 0 || queries.length > queriesMax) throw validationError(`MetricDataQueries must have 1 to ${queriesMax} entries.`);
  if (StartTime === undefined || EndTime === undefined) throw validationError('StartTime and EndTime are required.');
  if (StartTime >= EndTime) throw validationError('The parameter StartTime must be less than the parameter EndTime.');
  const finest = Math.min(60, ...queries.filter(({ MetricStat }) => MetricStat !== undefined).map(periodOf)) * 1000;
  const read = metricQueries(queries, { startMs: Math.floor(StartTime.getTime() / finest) * finest, endMs: EndTime.getTime() }, store);
  return queries
    .map((query) => ({ query, points: ordered(read(query.Id ?? ''), ScanBy) }))
    .filter(({ query }) => query.ReturnData !== false);
}

function ordered(points: Series, scanBy: GetMetricDataInput['ScanBy']): readonly (readonly [number, number])[] {
  const ascending = [...points].toSorted(([a], [b]) => a - b);
  return scanBy === 'TimestampAscending' ? ascending : ascending.toReversed();
}

function paged(rests: readonly Rest[], max: number): { readonly results: MetricDataResult[]; readonly rests: readonly Rest[] } {
  let room = max;
  const left: Rest[] = [];
  const results = rests.map(({ query, points }) => {
    const taken = query.Expression === undefined ? points.slice(0, room) : points;
    room -= query.Expression === undefined ? taken.length : 0;
    if (taken.length < points.length) left.push({ query, points: points.slice(taken.length) });
    return result(query, taken, taken.length === points.length);
  });
  return { results, rests: left };
}

function result(query: MetricDataQuery, points: readonly (readonly [number, number])[], complete: boolean): MetricDataResult {
  return {
    Id: query.Id,
    Label: query.Label ?? query.MetricStat?.Metric?.MetricName ?? query.Id,
    Timestamps: points.map(([at]) => new Date(at)),
    Values: points.map(([, value]) => value),
    StatusCode: complete ? 'Complete' : 'PartialData',
  };
}
