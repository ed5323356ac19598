import type { Lane } from '../core/deployment/lane.ts';
import type { LaneFacts } from '../core/deployment/readiness.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { EcsReader, EcsServiceStatus } from './ecs-reader.ts';
import type { ElbReader } from './elb-reader.ts';
import { isNamed } from './sdk-errors.ts';

/**
 * Reads one lane: its ECS service and how many of its targets are healthy.
 *
 * @throws {InvalidInputError} ECS does not know the service or its cluster, or ELB the target group.
 * @throws {DependencyError} AWS throttled or did not answer. Retryable.
 */
export interface LaneReader {
  read(cluster: string, lane: Lane): Promise<LaneFacts>;
}

/** A {@link LaneReader} on the readers of ECS and ELB. */
export function laneReader(needs: {
  readonly ecs: Pick<EcsReader, 'services'>;
  readonly elb: Pick<ElbReader, 'targetHealth'>;
}): LaneReader {
  return {
    async read(cluster, { lane, ecsService, targetGroupArn }) {
      const found = serviceOf(needs.ecs, cluster, ecsService);
      const asked = needs.elb.targetHealth(targetGroupArn);
      // What ECS has not is told whether ELB answers or not.
      asked.catch(() => undefined);
      const service = await found;
      if (service === undefined) throw missing(lane, `ECS service ${cluster}/${ecsService}`);
      const health: Awaited<typeof asked> = service.status === 'INACTIVE' ? { healthy: 0, unhealthy: 0 } : await asked;
      if (health === undefined) throw missing(lane, `target group ${targetGroupArn}`);
      const { status, desiredCount, runningCount, pendingCount } = service;
      const deployments = service.deployments.map(({ taskDefinitionArn, rolloutState, rolloutStateReason }) => ({
        taskDefinitionArn,
        rolloutState: rolloutState || undefined,
        because: rolloutStateReason || undefined,
      }));
      const { healthy: healthyTargets, unchecked: uncheckedTargets } = health;
      const targets = { healthyTargets, ...(uncheckedTargets !== undefined && { uncheckedTargets }) };
      return { status, desiredCount, runningCount, pendingCount, deployments, ...targets };
    },
  };
}

async function serviceOf(ecs: Pick<EcsReader, 'services'>, cluster: string, name: string): Promise<EcsServiceStatus | undefined> {
  try {
    return (await ecs.services(cluster, [name]))[0];
  } catch (error) {
    if (isNamed(error, 'ClusterNotFound')) return undefined;
    throw error;
  }
}

function missing(lane: string, what: string): InvalidInputError {
  return new InvalidInputError(`lane ${lane} has no ${what}: declare the service with its present lanes`);
}
