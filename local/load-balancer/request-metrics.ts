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

/**
 * Publishes ALB's per-request metrics: each for the load balancer, and those of targets also for their group.
 * An empty group counts no request; errors that the load balancer makes itself have no group dimension.
 */
export function requestMetrics(record: RecordMetric, clock: Clock, loadBalancer: string) {
  const whole = { LoadBalancer: loadBalancer };
  const put = (name: string, dimensions: Readonly<Record<string, string>>, value: number, at: Date, unit: 'Count' | 'Seconds' = 'Count') =>
    record({ namespace: 'AWS/ApplicationELB', name, dimensions, value, unit, at });
  return (targetGroup: string, chosen: boolean, ending: Ending): void => {
    const at = clock.now();
    const scopes = [whole, { LoadBalancer: loadBalancer, TargetGroup: targetGroup }];
    for (const dimensions of chosen ? scopes : []) {
      put('RequestCount', dimensions, 1, at);
      if (ending.kind === 'answered') {
        put(`HTTPCode_Target_${Math.floor(ending.status / 100)}XX_Count`, dimensions, 1, at);
        put('TargetResponseTime', dimensions, ending.responseSeconds, at, 'Seconds');
      } else if (!ending.connected) put('TargetConnectionErrorCount', dimensions, 1, at);
    }
    if (ending.kind === 'answered') return;
    put('HTTPCode_ELB_5XX_Count', whole, 1, at);
    put(`HTTPCode_ELB_${ending.status}_Count`, whole, 1, at);
  };
}
