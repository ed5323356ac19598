/** How one release served all users when it was promoted. Times are seconds. A quantile is absent when too few requests tell it. */
export interface ReleaseProfile {
  readonly taskDefinitionArn: string;
  readonly deploymentId: string;
  /** ISO 8601: the window that was measured. */
  readonly from: string;
  readonly until: string;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly errorRate: number;
  readonly p50Seconds?: number;
  readonly p90Seconds?: number;
  readonly p99Seconds?: number;
}
