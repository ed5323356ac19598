import type { Plan } from './plan.ts';

/** A lane as read from ECS and ELB at one moment. */
export interface LaneFacts {
  /** ECS service status; anything but `ACTIVE` cannot serve. */
  readonly status: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  /** ECS service deployments, newest (PRIMARY) first. */
  readonly deployments: readonly {
    readonly taskDefinitionArn: string;
    readonly rolloutState: string | undefined;
    readonly because: string | undefined;
  }[];
  readonly healthyTargets: number;
  /** Targets that ELB neither checks nor uses, because no rule names their group. Absent: none. */
  readonly uncheckedTargets?: number;
}

/** Whether a launched candidate may meet users: `failed` is final. */
export type Readiness = { readonly kind: 'healthy' | 'waiting' | 'failed'; readonly because: string };

/** A lane counts as whole only when ECS and ELB agree on it: one ECS service deployment, completed, on this revision, every target healthy. */
export function readiness(
  plan: Pick<Plan, 'launchSeconds'>,
  candidate: LaneFacts,
  launch: { readonly taskDefinitionArn: string; readonly launchedAt: Date; readonly at: Date },
): Readiness {
  const [primary, ...older] = candidate.deployments;
  // A failure of the lane's earlier revision says nothing about this one: ECS may still show it for a moment after the launch.
  if (primary?.rolloutState === 'FAILED' && primary.taskDefinitionArn === launch.taskDefinitionArn) {
    return { kind: 'failed', because: `the ECS service deployment failed: ${primary.because ?? 'no reason given'}` };
  }
  const missing = whatIsMissing(candidate, older.length, primary, launch.taskDefinitionArn);
  if (missing === undefined)
    return { kind: 'healthy', because: `${candidate.healthyTargets} of ${candidate.desiredCount} targets are healthy` };
  const waitedSeconds = Math.round((launch.at.getTime() - launch.launchedAt.getTime()) / 1000);
  if (waitedSeconds < plan.launchSeconds) return { kind: 'waiting', because: missing };
  return { kind: 'failed', because: `${missing} after ${waitedSeconds} s, allowed are ${plan.launchSeconds} s` };
}

function whatIsMissing(
  { status, desiredCount, runningCount, pendingCount, healthyTargets }: LaneFacts,
  olderDeployments: number,
  primary: LaneFacts['deployments'][number] | undefined,
  taskDefinitionArn: string,
): string | undefined {
  if (status !== 'ACTIVE') return `the ECS service is ${status}`;
  if (primary?.taskDefinitionArn !== taskDefinitionArn) return `the ECS service runs ${primary?.taskDefinitionArn ?? 'nothing'}`;
  if (olderDeployments > 0) return 'tasks of an earlier revision are still in the lane';
  if (primary.rolloutState !== 'COMPLETED') return `the ECS service deployment is ${primary.rolloutState ?? 'not reported'}`;
  if (desiredCount === 0) return 'the lane wants no tasks';
  if (runningCount !== desiredCount || pendingCount > 0) return `${runningCount} of ${desiredCount} tasks run`;
  if (healthyTargets < desiredCount) return `${healthyTargets} of ${desiredCount} targets are healthy`;
  return undefined;
}
