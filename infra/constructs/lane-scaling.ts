import { CfnScalableTarget } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { LaneOptions, ScalingOptions } from '../service-options.ts';
import type { KeepLanes } from './keep-lanes.ts';
import type { LaneName } from './lanes.ts';

/** A fixed size is scaling that may not move: so both are transferred with the traffic in the same way. */
export function scalingOf({ desiredCount, scaling }: LaneOptions): ScalingOptions | undefined {
  return scaling ?? (desiredCount === undefined ? undefined : { min: desiredCount, max: desiredCount });
}

/**
 * Makes a lane scale. Its smallest size is what is right for its role now: the declared one while it serves, 0 while it rests.
 *
 * @returns what CloudFormation writes and Sluice moves, to be watched by `KeepLanes`
 */
export function scaleLane(
  { service, targetGroup }: { readonly service: FargateService; readonly targetGroup: ApplicationTargetGroup },
  lane: LaneName,
  { max, requestsPerTarget, cpuPercent }: ScalingOptions,
  keepLanes: KeepLanes,
): readonly CfnScalableTarget[] {
  const count = service.autoScaleTaskCount({ minCapacity: keepLanes.minCapacity(lane), maxCapacity: max });
  if (requestsPerTarget !== undefined) count.scaleOnRequestCount('Requests', { requestsPerTarget, targetGroup });
  if (cpuPercent !== undefined) count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: cpuPercent });
  return count.node.findAll().filter((construct) => construct instanceof CfnScalableTarget);
}
