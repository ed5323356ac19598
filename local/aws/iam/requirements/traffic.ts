import type { RegisterScalableTargetRequest } from '@aws-sdk/client-application-auto-scaling';
import type { ModifyRuleInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { given, tagged } from '../facts.ts';
import { anywhere, type Row } from '../requirement.ts';

const balancing = 'elasticloadbalancing';
const reads = [
  'DescribeRules',
  'DescribeTargetGroups',
  'DescribeTargetHealth',
  'DescribeTargetGroupAttributes',
  'DescribeLoadBalancers',
  'DescribeListeners',
  'DescribeTags',
];

/** What load balancing and scaling operations require. Source: aws-facts, "IAM", from the service authorization reference. */
export const trafficRows: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(reads.map((name) => [`ElasticLoadBalancingV2.${name}`, anywhere(`${balancing}:${name}`)])),
  'ElasticLoadBalancingV2.ModifyRule': ({ RuleArn: resource = '' }: ModifyRuleInput, place) => [
    { action: `${balancing}:ModifyRule`, resource, facts: (key) => tagged(place.tagsOf(resource))(key) },
  ],
  'ApplicationAutoScaling.DescribeScalableTargets': anywhere('application-autoscaling:DescribeScalableTargets'),
  'ApplicationAutoScaling.DescribeScalingPolicies': anywhere('application-autoscaling:DescribeScalingPolicies'),
  // A target has no ARN before it exists.
  'ApplicationAutoScaling.RegisterScalableTarget': ({ ServiceNamespace, ScalableDimension }: RegisterScalableTargetRequest) => [
    {
      action: 'application-autoscaling:RegisterScalableTarget',
      resource: '*',
      facts: given({
        'application-autoscaling:service-namespace': ServiceNamespace ?? null,
        'application-autoscaling:scalable-dimension': ScalableDimension ?? null,
      }),
    },
  ],
};
