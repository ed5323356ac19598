import { type ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import type { ScalableTargetFacts } from '../core/deployment/admission-facts.ts';
import { paged } from './paged.ts';
import { answered } from './sdk-errors.ts';

/**
 * Reads Application Auto Scaling.
 *
 * @throws {DependencyError} throttled or not answered. Retryable.
 */
export interface ScalingReader {
  /** The scalable targets of these ECS services, in the order asked for; a service without scaling is left out. */
  targets(cluster: string, ecsServices: readonly string[]): Promise<readonly ScalableTargetFacts[]>;
}

/** A {@link ScalingReader} on the SDK. */
export function scalingReader(scaling: ApplicationAutoScalingClient): ScalingReader {
  return {
    async targets(cluster, ecsServices) {
      const ResourceIds = ecsServices.map((service) => `service/${cluster}/${service}`);
      const found = await paged('Application Auto Scaling DescribeScalableTargets', async (next) => {
        const command = new DescribeScalableTargetsCommand({
          ServiceNamespace: 'ecs',
          ResourceIds,
          ScalableDimension: 'ecs:service:DesiredCount',
          ...(next && { NextToken: next }),
        });
        const page = await answered('Application Auto Scaling DescribeScalableTargets', scaling.send(command));
        return { items: page.ScalableTargets ?? [], next: page.NextToken };
      });
      return ResourceIds.flatMap((ResourceId) => {
        const target = found.find((one) => one.ResourceId === ResourceId);
        if (!target) return [];
        return {
          ServiceNamespace: 'ecs',
          ResourceId,
          ScalableDimension: 'ecs:service:DesiredCount',
          MinCapacity: target.MinCapacity ?? 0,
          MaxCapacity: target.MaxCapacity ?? 0,
          SuspendedState: {
            DynamicScalingInSuspended: target.SuspendedState?.DynamicScalingInSuspended ?? false,
            DynamicScalingOutSuspended: target.SuspendedState?.DynamicScalingOutSuspended ?? false,
            ScheduledScalingSuspended: target.SuspendedState?.ScheduledScalingSuspended ?? false,
          },
        };
      });
    },
  };
}
