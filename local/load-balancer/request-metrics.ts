import type { MetricRecord } from '../aws/cloudwatch/metric-record.ts';
import type { Clock } from '../clock.ts';
import type { RecordMetric } from './record-metric.ts';

/** One finished request, as a load balancer's access log would have it. */
export interface FinishedRequest {
  /** World time at which the response ended. */
  readonly at: Date;
  /** Undefined when a fixed response answered. */
  readonly targetGroupArn: string | undefined;
  /** `host:port`; undefined when the group was empty. */
  readonly targetId: string | undefined;
  /** What the client saw; 460 when it left first. */
  readonly status: number;
  /** Wall milliseconds from receiving the request to the end of the response. */
  readonly durationMs: number;
  readonly ruleArn: string | undefined;
  /** `test`: the rule that matched looks at a header, so ordinary users do not reach it. */
  readonly client: 'user' | 'test';
}

/** How one request ended, for the metrics. */
export type Ending =
  | { readonly kind: 'answered'; readonly status: number; readonly responseSeconds: number }
  | { readonly kind: 'failed'; readonly status: 502 | 503 | 504; readonly connected: boolean };

/** Requests that ended alike. */
export interface Endings {
  readonly ending: Ending;
  readonly requests: number;
}

/**
 * Publishes ALB's per-request metrics: each for the load balancer, and those of targets also for their group.
 * An empty group counts no request; errors that the load balancer makes itself have no group dimension.
 */
export function requestMetrics(record: RecordMetric, clock: Clock, loadBalancer: string) {
  const scopesOf = frozenScopes(loadBalancer);
  return (targetGroup: string, chosen: boolean, ending: Ending): void => {
    const at = clock.now();
    const publish: Publish = (dimensions, { name, unit }, value) => record({ namespace, name, dimensions, value, unit, at });
    publishEnding(scopesOf(targetGroup), chosen, ending, publish);
  };
}

/**
 * As {@link requestMetrics}, for many requests of one group at one instant: one record for each metric. What can be read is the same as
 * after as many single requests; a sum of seconds may differ in its last digit.
 *
 * @example count('targetgroup/blue/1', true, [{ ending: { kind: 'answered', status: 200, responseSeconds: 0.05 }, requests: 38 }]);
 */
export function requestBatchMetrics(record: (record: MetricRecord) => void, clock: Clock, loadBalancer: string) {
  const scopesOf = frozenScopes(loadBalancer);
  return (targetGroup: string, chosen: boolean, batch: readonly Endings[]): void => {
    const at = clock.now();
    const gathered = new Map<Dimensions, Map<Metric, Map<number, number>>>();
    for (const { ending, requests } of batch) {
      publishEnding(scopesOf(targetGroup), chosen, ending, (dimensions, metric, value) => {
        const counts = inner(inner(gathered, dimensions), metric);
        counts.set(value, (counts.get(value) ?? 0) + requests);
      });
    }
    for (const [dimensions, metrics] of gathered) {
      for (const [{ name, unit }, counts] of metrics) {
        record({ namespace, name, dimensions, unit, at, values: [...counts.keys()], counts: [...counts.values()] });
      }
    }
  };
}

const namespace = 'AWS/ApplicationELB';

interface Metric {
  readonly name: string;
  readonly unit: 'Count' | 'Seconds';
}
type Dimensions = Readonly<Record<string, string>>;
type Publish = (dimensions: Dimensions, metric: Metric, value: number) => void;

const counted = (name: string): Metric => ({ name, unit: 'Count' });
const requestCount = counted('RequestCount');
const connectionErrors = counted('TargetConnectionErrorCount');
const responseTime: Metric = { name: 'TargetResponseTime', unit: 'Seconds' };
const balancerErrors = counted('HTTPCode_ELB_5XX_Count');
const ofBalancer = {
  502: counted('HTTPCode_ELB_502_Count'),
  503: counted('HTTPCode_ELB_503_Count'),
  504: counted('HTTPCode_ELB_504_Count'),
};
const ofTargets = [1, 2, 3, 4, 5].map((hundreds) => counted(`HTTPCode_Target_${hundreds}XX_Count`));

function publishEnding([whole, group]: readonly [Dimensions, Dimensions], chosen: boolean, ending: Ending, publish: Publish): void {
  for (const dimensions of chosen ? [whole, group] : []) {
    publish(dimensions, requestCount, 1);
    if (ending.kind === 'answered') {
      const hundreds = Math.floor(ending.status / 100);
      publish(dimensions, ofTargets[hundreds - 1] ?? counted(`HTTPCode_Target_${hundreds}XX_Count`), 1);
      publish(dimensions, responseTime, ending.responseSeconds);
    } else if (!ending.connected) publish(dimensions, connectionErrors, 1);
  }
  if (ending.kind === 'answered') return;
  publish(whole, balancerErrors, 1);
  publish(whole, ofBalancer[ending.status], 1);
}

/** Always the same frozen objects: what is written often is found fast. */
function frozenScopes(loadBalancer: string): (targetGroup: string) => readonly [whole: Dimensions, group: Dimensions] {
  const whole = Object.freeze({ LoadBalancer: loadBalancer });
  const known = new Map<string, readonly [Dimensions, Dimensions]>();
  return (targetGroup) => {
    const scopes = known.get(targetGroup) ?? ([whole, Object.freeze({ LoadBalancer: loadBalancer, TargetGroup: targetGroup })] as const);
    known.set(targetGroup, scopes);
    return scopes;
  };
}

function inner<Key, InnerKey, Value>(outer: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  const known = outer.get(key) ?? new Map<InnerKey, Value>();
  outer.set(key, known);
  return known;
}
