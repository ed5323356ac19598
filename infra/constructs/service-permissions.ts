import { Stack } from 'aws-cdk-lib';
import type { ICluster, TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ControlPlaneLink } from './control-plane-link.ts';
import { laneNames, laneServiceName } from './lanes.ts';

/** What may be changed for one service, and by whom. */
export interface ServicePermissionsProps {
  readonly controlPlane: ControlPlaneLink;
  readonly service: string;
  readonly cluster: ICluster;
  readonly taskDefinition: TaskDefinition;
  readonly ruleArns: readonly string[];
  readonly scaling: boolean;
}

/** Gives the two state machines the right to move this service, and nothing else. Only `deployment` may register revisions. */
export class ServicePermissions extends Construct {
  constructor(scope: Construct, id: string, props: ServicePermissionsProps) {
    super(scope, id);
    const { controlPlane, service } = props;
    const move = new Policy(this, 'Move', { statements: this.#move(props) });
    const release = new Policy(this, 'Release', { statements: this.#release(props) });
    const deployment = Role.fromRoleName(this, 'Deployment', controlPlane.deploymentRoleName);
    const restore = Role.fromRoleName(this, 'Restore', controlPlane.restoreRoleName);
    move.attachToRole(deployment);
    move.attachToRole(restore);
    release.attachToRole(deployment);
    if (props.scaling) {
      acknowledge(move, {
        'IAM5[Resource::*]': 'a scalable target has no ARN before it exists; conditions limit this to ECS desired counts',
      });
    }
    for (const lane of laneNames) {
      const family = `arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task-definition/${laneServiceName(service, lane)}:*`;
      acknowledge(release, { [`IAM5[Resource::${family}]`]: 'every revision of the family of this lane' });
    }
  }

  #move({ service, cluster, ruleArns, scaling }: ServicePermissionsProps): PolicyStatement[] {
    const lanes = laneNames.map((lane) => this.#ecs('service', `${cluster.clusterName}/${laneServiceName(service, lane)}`));
    const statements = [
      new PolicyStatement({ actions: ['elasticloadbalancing:ModifyRule'], resources: [...ruleArns] }),
      new PolicyStatement({ actions: ['ecs:UpdateService'], resources: lanes }),
    ];
    if (!scaling) return statements;
    const scale = new PolicyStatement({
      actions: ['application-autoscaling:RegisterScalableTarget'],
      resources: ['*'],
      conditions: {
        StringEquals: {
          'application-autoscaling:service-namespace': 'ecs',
          'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
        },
      },
    });
    return [...statements, scale];
  }

  #release({ service, taskDefinition }: ServicePermissionsProps): PolicyStatement[] {
    const revisions = laneNames.map((lane) => this.#ecs('task-definition', `${laneServiceName(service, lane)}:*`));
    const roles = [taskDefinition.taskRole.roleArn, taskDefinition.obtainExecutionRole().roleArn];
    return [
      new PolicyStatement({ actions: ['ecs:RegisterTaskDefinition'], resources: revisions }),
      new PolicyStatement({
        actions: ['ecs:TagResource'],
        resources: revisions,
        conditions: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
      }),
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: roles,
        conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    ];
  }

  #ecs(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({ service: 'ecs', resource, resourceName });
  }
}
