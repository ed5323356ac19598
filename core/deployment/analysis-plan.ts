/** What an inconclusive judgement means once the deadline of a step is over. */
export type DeadlinePolicy = 'rollback' | 'hold';

/** What the judge is asked, fixed at admission. */
export interface AnalysisPlan {
  /** The SLO: the highest share of failed requests that is still fine, 0..1. */
  readonly errorRateMax: number;
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
