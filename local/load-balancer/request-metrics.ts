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
    for (const { name, dimensions, value, unit } of published(scopesOf(targetGroup), chosen, ending)) {
      record({ namespace, name, dimensions, value, unit, at });
    }
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
    const together = new Map<string, Gathered>();
    for (const { ending, requests } of batch) {
      for (const metric of published(scopesOf(targetGroup), chosen, ending)) gather(together, metric, requests);
    }
    for (const { name, dimensions, unit, counts } of together.values()) {
      record({ namespace, name, dimensions, unit, at, values: [...counts.keys()], counts: [...counts.values()] });
    }
  };
}

const namespace = 'AWS/ApplicationELB';

interface Published {
  readonly name: string;
  readonly scope: 'whole' | 'group';
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: 'Count' | 'Seconds';
}
interface Gathered extends Omit<Published, 'value' | 'scope'> {
  /** Value → how often it occurred. */
  readonly counts: Map<number, number>;
}
type Scope = Pick<Published, 'scope' | 'dimensions'>;

/** Always the same frozen objects: what is written often is found fast. */
function frozenScopes(loadBalancer: string): (targetGroup: string) => readonly [whole: Scope, group: Scope] {
  const whole = { scope: 'whole', dimensions: Object.freeze({ LoadBalancer: loadBalancer }) } as const;
  const known = new Map<string, readonly [Scope, Scope]>();
  return (targetGroup) => {
    const before = known.get(targetGroup);
    if (before !== undefined) return before;
    const group = { scope: 'group', dimensions: Object.freeze({ LoadBalancer: loadBalancer, TargetGroup: targetGroup }) } as const;
    known.set(targetGroup, [whole, group]);
    return [whole, group];
  };
}

function published([whole, group]: readonly [Scope, Scope], chosen: boolean, ending: Ending): readonly Published[] {
  const all: Published[] = [];
  const put = (scope: Scope, name: string, value = 1, unit: Published['unit'] = 'Count') => all.push({ ...scope, name, value, unit });
  for (const scope of chosen ? [whole, group] : []) {
    put(scope, 'RequestCount');
    if (ending.kind === 'answered') {
      put(scope, `HTTPCode_Target_${Math.floor(ending.status / 100)}XX_Count`);
      put(scope, 'TargetResponseTime', ending.responseSeconds, 'Seconds');
    } else if (!ending.connected) put(scope, 'TargetConnectionErrorCount');
  }
  if (ending.kind === 'failed') {
    put(whole, 'HTTPCode_ELB_5XX_Count');
    put(whole, `HTTPCode_ELB_${ending.status}_Count`);
  }
  return all;
}

function gather(together: Map<string, Gathered>, { name, scope, dimensions, unit, value }: Published, requests: number): void {
  const key = `${scope} ${name}`;
  const known = together.get(key) ?? { name, dimensions, unit, counts: new Map<number, number>() };
  known.counts.set(value, (known.counts.get(value) ?? 0) + requests);
  together.set(key, known);
}
