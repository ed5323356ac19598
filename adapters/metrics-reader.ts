import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { LaneCounts, Observation } from '../core/analysis/observation.ts';
import { InvalidInputError } from '../core/errors.ts';
import { paged } from './paged.ts';
import { answered } from './sdk-errors.ts';

/** What to observe: both lanes behind one listener rule, over one window. */
export interface ObservationRequest {
  readonly ruleArn: string;
  readonly candidateTargetGroupArn: string;
  readonly stableTargetGroupArn: string;
  /** Begin of the traffic in question; the window starts at the next full minute. */
  readonly from: Date;
  /** Now less the metric lag; the window ends at the last full minute. */
  readonly until: Date;
}

/**
 * Reads what both lanes served.
 *
 * @throws {DependencyError} CloudWatch throttled or did not answer. Retryable.
 * @throws {InvalidInputError} an ARN without the parts that the metrics' dimensions are made of.
 */
export interface MetricsReader {
  /**
   * `complete` is false whenever a number is missing, partial or absurd: then nothing may be concluded. CloudWatch has no points for
   * a minute without traffic, and no error points for a minute without errors: these, and only these, count as zero.
   */
  observe(request: ObservationRequest): Promise<Observation>;
}

const periodSeconds = 60;
const periodMs = periodSeconds * 1_000;

/** Errors are answers 5xx of the targets, and connections that targets refused or broke: those have no answer to count. */
const metricNames = { requests: 'RequestCount', failed: 'HTTPCode_Target_5XX_Count', refused: 'TargetConnectionErrorCount' } as const;

type Lane = 'candidate' | 'stable';
type Series = ReadonlyMap<number, number>;

/** A {@link MetricsReader} on the SDK. */
export function metricsReader(cloudWatch: CloudWatchClient): MetricsReader {
  return {
    async observe({ ruleArn, candidateTargetGroupArn, stableTargetGroupArn, ...window }) {
      const from = new Date(Math.ceil(window.from.getTime() / periodMs) * periodMs);
      const until = new Date(Math.max(Math.floor(window.until.getTime() / periodMs) * periodMs, from.getTime()));
      const loadBalancer = loadBalancerOf(ruleArn);
      const queries = [
        ...queriesFor('candidate', loadBalancer, targetGroupOf(candidateTargetGroupArn)),
        ...queriesFor('stable', loadBalancer, targetGroupOf(stableTargetGroupArn)),
      ];
      const results = until > from ? await read(cloudWatch, queries, from, until) : [];
      const candidate = countsOf(results, 'candidate');
      const stable = countsOf(results, 'stable');
      const complete = until <= from || (candidate.complete && stable.complete);
      return { from, until, candidate: candidate.counts, stable: stable.counts, complete };
    },
  };
}

async function read(cloudWatch: CloudWatchClient, queries: readonly MetricDataQuery[], StartTime: Date, EndTime: Date) {
  return await paged<MetricDataResult>('CloudWatch GetMetricData', async (next) => {
    const window = { StartTime, EndTime, ScanBy: 'TimestampAscending' } as const;
    const command = new GetMetricDataCommand({ MetricDataQueries: [...queries], ...window, ...(next && { NextToken: next }) });
    const page = await answered('CloudWatch GetMetricData', cloudWatch.send(command));
    return { items: page.MetricDataResults ?? [], next: page.NextToken };
  });
}

function queriesFor(lane: Lane, LoadBalancer: string, TargetGroup: string): readonly MetricDataQuery[] {
  const Dimensions = Object.entries({ LoadBalancer, TargetGroup }).map(([Name, Value]) => ({ Name, Value }));
  return Object.entries(metricNames).map(([id, MetricName]) => ({
    Id: `${lane}_${id}`,
    MetricStat: { Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions }, Period: periodSeconds, Stat: 'Sum' },
  }));
}

function countsOf(results: readonly MetricDataResult[], lane: Lane): { readonly counts: LaneCounts; readonly complete: boolean } {
  const requests = seriesOf(results, `${lane}_requests`);
  const failed = seriesOf(results, `${lane}_failed`);
  const refused = seriesOf(results, `${lane}_refused`);
  if (!requests || !failed || !refused) return { counts: { requests: 0, errors: 0 }, complete: false };
  let errors = 0;
  for (const [minute, requested] of requests) {
    const answers = failed.get(minute) ?? 0;
    // One request may break several connections, so only what answers leave room for can be refused requests.
    errors += Math.max(answers, Math.min(requested, answers + (refused.get(minute) ?? 0)));
  }
  // Errors in a minute without requests: the requests of that minute are on their way.
  const late = [...failed, ...refused].some(([minute, value]) => value > 0 && !requests.has(minute));
  return { counts: { requests: sumOf(requests), errors }, complete: !late };
}

/** Points by minute; undefined when CloudWatch did not give the whole series or gave what cannot be a count. */
function seriesOf(results: readonly MetricDataResult[], id: string): Series | undefined {
  const pages = results.filter(({ Id }) => Id === id);
  // While there are more pages the earlier ones say PartialData; the last one speaks for the series.
  if (pages.at(-1)?.StatusCode !== 'Complete') return undefined;
  const points = new Map<number, number>();
  for (const { Timestamps = [], Values = [] } of pages) {
    if (Timestamps.length !== Values.length || Values.some((value) => !Number.isFinite(value) || value < 0)) return undefined;
    for (const [index, at] of Timestamps.entries()) points.set(at.getTime(), Values[index] ?? 0);
  }
  return points;
}

function sumOf(series: Series): number {
  return [...series.values()].reduce((sum, value) => sum + value, 0);
}

/** `…:listener-rule/app/NAME/LBID/LISTENERID/RULEID` → `app/NAME/LBID`: the metric dimension is a part of the ARN. */
function loadBalancerOf(ruleArn: string): string {
  const found = /:listener-rule\/(app\/[^/]+\/[^/]+)\/[^/]+\/[^/]+$/.exec(ruleArn)?.[1];
  if (found) return found;
  throw new InvalidInputError(`"${ruleArn}" is no ARN of an application load balancer's listener rule: declare one`);
}

/** `…:targetgroup/NAME/ID` → `targetgroup/NAME/ID`. */
function targetGroupOf(targetGroupArn: string): string {
  const found = /:(targetgroup\/[^/]+\/[^/]+)$/.exec(targetGroupArn)?.[1];
  if (found) return found;
  throw new InvalidInputError(`"${targetGroupArn}" is no ARN of a target group: declare one`);
}
