import type { Fixed } from '../../core/analysis/evidence.ts';
import type { MetricPlan } from '../../core/analysis/metric-plan.ts';
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
