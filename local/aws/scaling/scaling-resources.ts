import type { PutScalingPolicyCommandInput, RegisterScalableTargetCommandInput } from '@aws-sdk/client-application-auto-scaling';
import { z } from 'zod';
import type { ResourceMaker } from '../resource-maker.ts';
import { resourceProperties } from '../resource-properties.ts';
import type { scalableTargets } from './scalable-targets.ts';
import type { scalingPolicies } from './scaling-policies.ts';

const common = { ServiceNamespace: z.literal('ecs'), ResourceId: z.string(), ScalableDimension: z.literal('ecs:service:DesiredCount') };

const ScalableTargetProperties = z.object({
  ...common,
  MinCapacity: z.coerce.number().int(),
  MaxCapacity: z.coerce.number().int(),
  SuspendedState: z
    .object({
      DynamicScalingInSuspended: z.boolean().optional(),
      DynamicScalingOutSuspended: z.boolean().optional(),
      ScheduledScalingSuspended: z.boolean().optional(),
    })
    .optional(),
});

const ScalingPolicyProperties = z.looseObject({
  PolicyName: z.string(),
  PolicyType: z.enum(['TargetTrackingScaling', 'StepScaling', 'PredictiveScaling']).default('StepScaling'),
  /** `Ref` of the scalable target, in place of the three members that name it. */
  ScalingTargetId: z.string().optional(),
  ServiceNamespace: common.ServiceNamespace.optional(),
  ResourceId: z.string().optional(),
  ScalableDimension: common.ScalableDimension.optional(),
});

/** Makers of the two Application Auto Scaling types; `Ref` of a target is `resource|dimension|namespace`, as in CloudFormation. */
export function scalingResources(
  operations: ReturnType<typeof scalableTargets> & ReturnType<typeof scalingPolicies>,
): Readonly<Record<string, ResourceMaker>> {
  return {
    'AWS::ApplicationAutoScaling::ScalableTarget': async (properties, resource) => {
      const given = resourceProperties(ScalableTargetProperties, properties, resource);
      await operations.RegisterScalableTarget(given satisfies RegisterScalableTargetCommandInput);
      const ref = [given.ResourceId, given.ScalableDimension, given.ServiceNamespace].join('|');
      return { ref, attributes: { Id: ref } };
    },
    'AWS::ApplicationAutoScaling::ScalingPolicy': async (properties, resource) => {
      const { ScalingTargetId, ...given } = resourceProperties(ScalingPolicyProperties, properties, resource);
      const [ResourceId, ScalableDimension, ServiceNamespace] = ScalingTargetId?.split('|') ?? [];
      const named = ScalingTargetId === undefined ? {} : { ResourceId, ScalableDimension, ServiceNamespace };
      const input = { ...given, ...named } as PutScalingPolicyCommandInput;
      const { PolicyARN = '' } = await operations.PutScalingPolicy(input);
      return { ref: PolicyARN, attributes: { Arn: PolicyARN } };
    },
  };
}
