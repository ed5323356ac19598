import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { anywhere, type Grant, hereOnly } from './grant.ts';
import { laneNames, laneServiceName } from './lanes.ts';
import { leavesAlarmsToScaling } from './leaves-alarms-alone.ts';
import { physicalName } from './names.ts';
import { onlyMarked } from './service-tag.ts';

/**
 * What a definition needs for its calls of AWS: the permissions of the calls that its text names, and no other.
 *
 * They are the same for every service, because inline policies of one role may have 10,240 characters together. What a machine may
 * change is marked by the service's own stack, which puts the roles of its tasks under one path; see
 * docs/decisions/0011-task-roles-under-one-path.md.
 */
export function machinePermissions(scope: Construct, text: string): readonly Grant[] {
  const permissions = permissionsByCall(scope);
  const called = Object.entries(permissions).flatMap(([call, grants]) => (text.includes(`:::aws-sdk:${call}"`) ? grants : []));
  return [leavesAlarmsToScaling(), ...called];
}

function permissionsByCall(scope: Construct): Readonly<Record<string, readonly Grant[]>> {
  const lanes = laneNames.map((lane) => laneServiceName('*', lane));
  const revisions = lanes.map((family) => `task-definition/${family}:*`);
  const change = (service: string, action: string, resources: readonly string[], reason: string, conditions?: object): readonly Grant[] => [
    hereOnly(scope, { service, resources, actions: [`${service}:${action}`], reason, conditions }),
  ];
  return {
    'elasticloadbalancingv2:describeRules': [anywhere('elasticloadbalancing:DescribeRules')],
    'elasticloadbalancingv2:describeTargetHealth': [anywhere('elasticloadbalancing:DescribeTargetHealth')],
    // The traffic lane ends the wait of the guard lane when it promotes.
    'sfn:sendTaskSuccess': [anywhere('states:SendTaskSuccess')],
    'elasticloadbalancingv2:modifyRule': [
      ...change(
        'elasticloadbalancing',
        'ModifyRule',
        ['listener-rule/app/*'],
        'rules of services that are declared later; the condition limits this to rules that their stacks marked',
        onlyMarked,
      ),
      readUserPoolClients(scope),
    ],
    'ecs:updateService': change(
      'ecs',
      'UpdateService',
      lanes.map((name) => `service/*/${name}`),
      'lanes of services that are declared later; the condition limits this to ECS services that their stacks marked',
      onlyMarked,
    ),
    'ecs:describeServices': change(
      'ecs',
      'DescribeServices',
      lanes.map((name) => `service/*/${name}`),
      'the size of lanes of services that are declared later; the condition limits this to ECS services that their stacks marked',
      onlyMarked,
    ),
    // A family has no tags. A revision can run only in a marked lane, and only with roles that the service lets pass.
    'ecs:registerTaskDefinition': [
      ...change('ecs', 'RegisterTaskDefinition', revisions, 'every revision of the families of lanes'),
      ...change('ecs', 'TagResource', revisions, 'the tags of a new revision of the family of a lane', {
        StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' },
      }),
      passTaskRoles(scope),
    ],
    'applicationautoscaling:registerScalableTarget': [scaleEcs(), validatedByScaling()],
  };
}

/**
 * A rule that logs users in is written only by who may read the client of its user pool: ELB asks with the permissions of its caller. Source:
 * "Prepare to use Amazon Cognito" in the user guide of Application Load Balancers.
 */
function readUserPoolClients(scope: Construct): Grant {
  return hereOnly(scope, {
    service: 'cognito-idp',
    resources: ['userpool/*'],
    actions: ['cognito-idp:DescribeUserPoolClient'],
    reason:
      'rules of services that are declared later may log users in by any user pool of the account; this reads clients and changes none',
  });
}

function passTaskRoles(scope: Construct): Grant {
  const { account, partition } = Stack.of(scope);
  const statement = new PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [`arn:${partition}:iam::${account}:role${physicalName.taskRolePath}*`],
    conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  });
  const checked = 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/sluice/<AWS::Region>/*';
  return {
    statement,
    wildcards: { [checked]: 'the roles of tasks of services that are declared later; only their stacks make roles here' },
  };
}

function scaleEcs(): Grant {
  const { statement } = anywhere('application-autoscaling:RegisterScalableTarget');
  statement.addCondition('StringEquals', {
    'application-autoscaling:service-namespace': 'ecs',
    'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
  });
  return { statement, wildcards: { '*': 'a scalable target has no ARN before it exists; conditions limit this to ECS desired counts' } };
}

/**
 * Before it registers a target, Application Auto Scaling tries with its caller's permissions what it will do for the target, and refuses
 * (`ValidationException`) when one is missing. Its probes name nothing and change nothing, and a role that may not put scaling policies makes it
 * do no more. Source: "Permissions validation for Application Auto Scaling API calls on target resources" in its user guide, and "IAM
 * permissions required for Amazon ECS service auto scaling" in the ECS developer guide; see docs/decisions/0015-what-scaling-asks-of-its-caller.md.
 */
function validatedByScaling(): Grant {
  const onAlarms = ['DescribeAlarms', 'PutMetricAlarm', 'DeleteAlarms'].map((action) => `cloudwatch:${action}`);
  const { statement } = anywhere('ecs:DescribeServices', 'ecs:UpdateService', ...onAlarms);
  statement.addCondition('Bool', { 'aws:ViaAWSService': 'true' });
  return {
    statement,
    wildcards: { '*': 'what the probes of Application Auto Scaling name is not documented; only AWS can use this, for a call of ours' },
  };
}
