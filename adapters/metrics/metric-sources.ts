import type { Fixed, MetricEvidence } from '../../core/analysis/evidence.ts';
import type { MetricPlan } from '../../core/analysis/metric-plan.ts';
import type { ReleaseProfile } from '../../core/analysis/release-profile.ts';
import type { Lane } from '../../core/deployment/lane.ts';

/** The lanes whose metrics are read, and what their placeholders stand for. */
export interface MeasuredLanes {
  readonly service: string;
  /** The listener rule, whose ARN names the load balancer. */
  readonly ruleArn: string;
  readonly candidate: Lane;
  readonly stable: Lane;
}

/** What to read: every metric over `[from, until)`, cut to whole blocks of its own period. */
export interface ReadRequest {
  readonly lanes: MeasuredLanes;
  readonly metrics: readonly MetricPlan[];
  readonly fixed: Fixed;
  readonly from: Date;
  /** Now less the metric lag. */
  readonly until: Date;
  /** Epoch seconds of the end of what is kept, by metric: an HTTP endpoint is asked only for later blocks. */
  readonly keptUntil: Readonly<Record<string, number>>;
}

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
  /** One lane's response time quantiles, error rate and request rate, by its target group's metrics; undefined when it served nothing. */
  profile(
    lane: { readonly ruleArn: string; readonly targetGroupArn: string },
    window: { readonly from: Date; readonly until: Date },
  ): Promise<Omit<ReleaseProfile, 'taskDefinitionArn' | 'deploymentId'> | undefined>;
}
