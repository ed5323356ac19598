import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Observation } from '../core/analysis/observation.ts';

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
  /** `complete` is false whenever a number is missing, partial or absurd; only a minute without traffic counts as zero. */
  observe(request: ObservationRequest): Promise<Observation>;
}

/** A {@link MetricsReader} on the SDK. */
export declare function metricsReader(cloudWatch: CloudWatchClient): MetricsReader;
