import type { Plan } from '../../core/deployment/plan.ts';
import type { Json } from '../../local/asl/json.ts';

/** What `DescribeTargetHealth` answers about so many targets in one state; one that is `unused` is in a group that no rule names. */
export function targets(length: number, State: string): Json {
  const TargetHealth = State === 'unused' ? { State, Reason: 'Target.NotInUse' } : { State };
  return { TargetHealthDescriptions: Array.from({ length }, () => ({ TargetHealth })) };
}

interface LanesAsked {
  readonly plan: Pick<Plan, 'stable' | 'candidate'>;
  readonly stableTargets: number;
  readonly candidateCount: number;
  /** Revisions of the candidate lane's ECS service deployments, newest first. */
  readonly candidateRevisions: readonly string[];
}

/** What `DescribeServices` answers about both lanes. */
export function sizes({ plan: { stable, candidate }, stableTargets, candidateCount, candidateRevisions }: LanesAsked): Json {
  const ofCount = (count: number) => ({ DesiredCount: count, RunningCount: count });
  const Deployments = candidateRevisions.map((TaskDefinition) => ({ TaskDefinition }));
  return {
    Services: [
      { ServiceName: candidate.ecsService, ...ofCount(candidateCount), Deployments, ...Deployments[0] },
      { ServiceName: stable.ecsService, ...ofCount(stableTargets) },
    ],
  };
}
