import type { MetricPlan } from '../analysis/metric-plan.ts';

/** What an inconclusive judgement means once the deadline of a step is over. */
export type DeadlinePolicy = 'rollback' | 'hold';

/** What the judge is asked, fixed at admission. */
export interface AnalysisPlan {
  readonly metrics: readonly MetricPlan[];
  /** Bound of the chance that comparisons ever roll back a candidate within its tolerance; divided among the metrics that may roll back. */
  readonly alpha: number;
  /** Bound of the chance that a candidate is called safe though it is not; of each metric, and of each way to be safe: by stable, by the SLO. */
  readonly beta: number;
  /** Bound of the chance that the SLO guards ever roll back a candidate within its SLO; divided like alpha. */
  readonly sloAlpha: number;
  /** Fewer candidate requests than this in a step and the judge stays inconclusive. */
  readonly minimumRequests: number;
  /** Seconds between two looks while a bake is inconclusive. */
  readonly lookSeconds: number;
  /** Seconds added to a bake, at most, to reach a verdict. After that `atDeadline` decides. */
  readonly patienceSeconds: number;
  readonly atDeadline: DeadlinePolicy;
  /** Metrics are read up to this long before now: CloudWatch is late. */
  readonly metricLagSeconds: number;
}
