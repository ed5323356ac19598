import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { metricSources } from '../../../adapters/metrics/metric-sources.ts';
import type { AskNeeds } from '../../../adapters/metrics/read-asks.ts';
import type { ReadRequest } from '../../../adapters/metrics/read-request.ts';
import type { ComparisonPlan, MetricPlan } from '../../../core/analysis/metric-plan.ts';
import type { CloudWatchSource, HttpSource, PrometheusSource } from '../../../core/analysis/source.ts';
import { DefectError } from '../../../core/errors.ts';
import { scriptedAws } from '../scripted-aws.ts';

const elb = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';

/** 2026-11-20T10:00:00Z: begin of the first block of every request here. */
export const begin = 1_795_168_800;

/** So many seconds after the begin. */
export function moment(seconds: number): Date {
  return new Date((begin + seconds) * 1_000);
}

export const ruleArn = `${elb}:listener-rule/app/orders/50dc/f2f7/9683`;
export const greenArn = `${elb}:targetgroup/orders-green/8f1d`;

/** Three minutes of a candidate in the green lane. */
export function aRequest(metrics: readonly MetricPlan[], change: Partial<ReadRequest> = {}): ReadRequest {
  return {
    lanes: {
      service: 'orders',
      ruleArn,
      candidate: { lane: 'green', ecsService: 'orders-green', targetGroupArn: greenArn },
      stable: { lane: 'blue', ecsService: 'orders-blue', targetGroupArn: `${elb}:targetgroup/orders-blue/73e2` },
    },
    metrics,
    fixed: { slowSeconds: {} },
    from: moment(0),
    until: moment(180),
    keptUntil: {},
    ...change,
  };
}

const common = { dryRun: false, critical: true, warmupSeconds: 0 } as const;

export function aComparison(counts: ComparisonPlan['counts'] = { kind: 'alb-errors' }, name = 'errors'): MetricPlan {
  return { kind: 'comparison', name, ...common, counts, tolerance: 0.25, worseMax: 2, baseline: 'stable' };
}

export function aThreshold(source: CloudWatchSource | PrometheusSource | HttpSource, name = 'queue'): MetricPlan {
  return { kind: 'threshold', name, ...common, source, failureLimit: 0, consecutiveErrorLimit: 4, inconclusiveLimit: 0 };
}

export function aCloudWatchSource(change: Partial<CloudWatchSource> = {}): CloudWatchSource {
  const metric = { namespace: 'Shop', name: 'QueueAge', dimensions: { Service: '{ecsService}' }, statistic: 'Maximum' };
  return { kind: 'cloudwatch', periodSeconds: 60, absentIsZero: false, metrics: { age: metric }, ...change };
}

type Answer = (input: Readonly<Record<string, unknown>>) => object;

/** Sources on an AWS that answers `GetMetricData` so, and on nothing else unless it is given. */
export function scriptedSources(answer: Answer, change: Partial<AskNeeds> = {}) {
  const aws = scriptedAws({ GetMetricData: answer });
  const never = (): never => {
    throw new DefectError('the test does not expect this to be asked');
  };
  const cloudWatch = aws.on(new CloudWatchClient({}));
  const sources = metricSources({ cloudWatch, fetch: never, sign: never, secrets: never, now: () => moment(300), ...change });
  return { sources, inputs: () => aws.inputs('GetMetricData') };
}

/** One query of a `GetMetricData` call, as far as tests look at it. */
export interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: {
    readonly Metric: { readonly MetricName: string; readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[] };
    readonly Period: number;
    readonly Stat: string;
  };
}

/** Values by seconds after the begin. */
export type Points = Readonly<Record<number, number>>;

/** Answers each query that returns data with the points that `pointsOf` has for it; `change` is put into every result. */
export function answering(pointsOf: (query: Query) => Points | undefined, change: object = {}): Answer {
  return ({ MetricDataQueries }) => ({
    MetricDataResults: (MetricDataQueries as readonly Query[])
      .filter(({ ReturnData }) => ReturnData !== false)
      .map((query) => ({ Id: query.Id, StatusCode: 'Complete', ...seriesOf(pointsOf(query) ?? {}), ...change })),
  });
}

/** `green RequestCount Sum`: what a query asks, for tests to tell queries apart by. */
export function nameOf({ MetricStat }: Query): string {
  const lane = JSON.stringify(MetricStat?.Metric.Dimensions).includes('green') ? 'green' : 'blue';
  return `${lane} ${MetricStat?.Metric.MetricName} ${MetricStat?.Stat}`;
}

function seriesOf(points: Points) {
  return { Timestamps: Object.keys(points).map((seconds) => moment(Number(seconds))), Values: Object.values(points) };
}
