import {
  type DescribeScalingPoliciesCommandInput,
  type DescribeScalingPoliciesCommandOutput,
  ObjectNotFoundException,
  type PutScalingPolicyCommandInput,
  type PutScalingPolicyCommandOutput,
} from '@aws-sdk/client-application-auto-scaling';
import { plainCopy } from '../../plain-copy.ts';
import { identifiers } from '../identifiers.ts';
import { keyOf } from './scalable-targets.ts';
import type { ScalingNeeds, ScalingState } from './scaling-state.ts';

type Answer<Output> = Promise<Omit<Output, '$metadata'>>;

/** PutScalingPolicy and DescribeScalingPolicies. A policy is stored and does nothing: it makes no alarm and never scales. */
export function scalingPolicies(state: ScalingState, needs: ScalingNeeds) {
  return {
    PutScalingPolicy: async (input: PutScalingPolicyCommandInput): Answer<PutScalingPolicyCommandOutput> => {
      if (!state.targets.has(keyOf(input)))
        throw new ObjectNotFoundException({
          message: `No scalable target registered for service namespace: ecs, resource ID: ${input.ResourceId}`,
          $metadata: { httpStatusCode: 400 },
        });
      const earlier = [...state.policies.values()].find(
        (each) => each.PolicyName === input.PolicyName && each.ResourceId === input.ResourceId,
      );
      const arn =
        earlier?.PolicyARN ??
        `arn:aws:autoscaling:${needs.region}:${needs.account}:scalingPolicy:${identifiers(needs.random).uuid()}:resource/ecs/${input.ResourceId}:policyName/${input.PolicyName}`;
      const PolicyType = input.PolicyType ?? earlier?.PolicyType ?? 'StepScaling';
      state.policies.set(arn, { ...plainCopy(input), PolicyARN: arn, PolicyType, Alarms: [], CreationTime: needs.clock.now() });
      return { PolicyARN: arn, Alarms: [] };
    },
    DescribeScalingPolicies: async (input: DescribeScalingPoliciesCommandInput): Answer<DescribeScalingPoliciesCommandOutput> => ({
      ScalingPolicies: plainCopy([...state.policies.values()]).filter(
        (policy) =>
          policy.ServiceNamespace === input.ServiceNamespace &&
          (input.ResourceId === undefined || policy.ResourceId === input.ResourceId) &&
          (input.PolicyNames === undefined || input.PolicyNames.includes(policy.PolicyName ?? '')),
      ),
    }),
  };
}
