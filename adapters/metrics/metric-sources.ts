import type { MetricEvidence } from '../../core/analysis/evidence.ts';
import { type LaneProfile, laneProfile } from './lane-profile.ts';
import { type AskNeeds, readAsks } from './read-asks.ts';
import { readMetrics } from './read-metrics.ts';
import type { ReadRequest } from './read-request.ts';

export type { ReadRequest } from './read-request.ts';

/**
 * Reads what metrics say, from all their sources at once.
 *
 * - **Whole or missing.** A source that throttles, answers in part, late, or with what cannot be a count gives no block for the
 *   time in question, and the metric's `missing` says why in words for people. It never throws for a source's bad moment.
 * - **Observed only.** A minute without traffic has no block; a count that is absent is 0 only where the source says so.
 * - **No secret leaves.** Credentials are read when they are needed; no answer, error or log holds one.
 *
 * @throws {InvalidInputError} an ARN without the parts that dimensions are made of.
 */
export interface MetricSources {
  /** Evidence of every metric of the request, by name. */
  read(request: ReadRequest): Promise<Readonly<Record<string, MetricEvidence>>>;
  /**
   * One lane's response time quantiles, error rate and request rate over the whole minutes of a window, a day at most, by its target
   * group's metrics; undefined when it served nothing. Every quantile that CloudWatch tells is there: whether the requests are enough for
   * it is for the reader to say.
   *
   * @param quantiles other ones that are asked for, 0.95 for p95: they are in `quantileSeconds`, by name.
   * @throws {DependencyError} CloudWatch throttled, or did not tell all of it. Retryable.
   */
  profile(
    lane: { readonly ruleArn: string; readonly targetGroupArn: string },
    window: { readonly from: Date; readonly until: Date },
    quantiles?: readonly number[],
  ): Promise<LaneProfile | undefined>;
}

/** {@link MetricSources} on CloudWatch and over HTTP. `now` is for the age of data, secrets and signatures; windows are the caller's. */
export function metricSources(needs: AskNeeds): MetricSources {
  const ask = readAsks(needs);
  return {
    read: (request) => readMetrics(request, ask),
    profile: (lane, window, quantiles = []) => laneProfile(lane, { ...window, quantiles }, ask),
  };
}
