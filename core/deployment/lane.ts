/** The two ECS services of a Sluice service. They take turns at being stable. */
export type LaneName = 'blue' | 'green';

/** One lane as AWS knows it. */
export interface Lane {
  readonly lane: LaneName;
  /** ECS service name inside the cluster. */
  readonly ecsService: string;
  readonly targetGroupArn: string;
}
