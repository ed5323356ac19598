import type { RegisterScalableTargetRequest } from '@aws-sdk/client-application-auto-scaling';
import type { Action, ModifyRuleInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { given, tagged } from '../facts.ts';
import { anywhere, arnHere, type RequestPlace, type Requirement, type Row, viaService } from '../requirement.ts';

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

/**
 * What Application Auto Scaling will do for an ECS service, tried with the permissions of whoever registers it. Source: "Permissions validation for Application
 * Auto Scaling API calls on target resources" in its user guide, whose example names the alarms, and "IAM permissions required for Amazon ECS
 * service auto scaling" in the ECS developer guide.
 */
function triedByScaling(service: string, place: RequestPlace): readonly Requirement[] {
  const resource = arnHere(place, 'ecs', service);
  const onService = ['ecs:DescribeServices', 'ecs:UpdateService'].map((action) => ({
    action,
    resource,
    facts: (key: string) => tagged(place.tagsOf(resource))(key),
  }));
  const onAlarms = ['DescribeAlarms', 'PutMetricAlarm', 'DeleteAlarms'].map((name) => ({ action: `cloudwatch:${name}`, resource: '*' }));
  return [...onService, ...onAlarms].map(viaService);
}

/**
 * A rule that logs users in names the client of a user pool, which ELB reads with the permissions of whoever writes the rule. Source: "Prepare to
 * use Amazon Cognito" in the user guide of Application Load Balancers.
 */
function readByBalancing({ AuthenticateCognitoConfig }: Action): readonly Requirement[] {
  const resource = AuthenticateCognitoConfig?.UserPoolArn;
  return resource === undefined ? [] : [viaService({ action: 'cognito-idp:DescribeUserPoolClient', resource })];
}

/** What load balancing and scaling operations require. Source: the service authorization reference of AWS. */
export const trafficRows: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(reads.map((name) => [`ElasticLoadBalancingV2.${name}`, anywhere(`${balancing}:${name}`)])),
  'ElasticLoadBalancingV2.ModifyRule': ({ RuleArn: resource = '', Actions = [] }: ModifyRuleInput, place) => [
    { action: `${balancing}:ModifyRule`, resource, facts: (key) => tagged(place.tagsOf(resource))(key) },
    ...Actions.flatMap(readByBalancing),
  ],
  'ApplicationAutoScaling.DescribeScalableTargets': anywhere('application-autoscaling:DescribeScalableTargets'),
  'ApplicationAutoScaling.DescribeScalingPolicies': anywhere('application-autoscaling:DescribeScalingPolicies'),
  // A target has no ARN before it exists.
  'ApplicationAutoScaling.RegisterScalableTarget': (
    { ServiceNamespace, ScalableDimension, ResourceId = '' }: RegisterScalableTargetRequest,
    place,
  ) => [
    {
      action: 'application-autoscaling:RegisterScalableTarget',
      resource: '*',
      facts: given({
        'application-autoscaling:service-namespace': ServiceNamespace ?? null,
        'application-autoscaling:scalable-dimension': ScalableDimension ?? null,
      }),
    },
    ...triedByScaling(ResourceId, place),
  ],
};
