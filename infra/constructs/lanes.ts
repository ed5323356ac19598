import { type CfnResource, Duration } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  AvailabilityZoneRebalancing,
  type CfnService,
  FargateService,
  type FargateTaskDefinition,
  type ICluster,
} from 'aws-cdk-lib/aws-ecs';
import { ApplicationProtocol, ApplicationTargetGroup, type CfnTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { LaneOptions } from '../service-options.ts';

/** The two lanes, in the order that every list has them. */
export const laneNames = ['blue', 'green'] as const;

/** Which lane. */
export type LaneName = (typeof laneNames)[number];

/** What one lane runs in. */
export interface LaneProps {
  readonly lane: LaneName;
  readonly serviceName: string;
  readonly cluster: ICluster;
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection | undefined;
  readonly assignPublicIp: boolean;
  readonly securityGroup: ISecurityGroup;
  readonly taskDefinition: FargateTaskDefinition;
  readonly container: string;
  readonly containerPort: number;
  readonly options: LaneOptions;
}

/** Name of the ECS service of a lane, and of the task definition family that Sluice registers for it. */
export function laneServiceName(service: string, lane: LaneName): string {
  return `${service}-${lane}`;
}

/**
 * One lane: an ECS service with its target group.
 *
 * ECS replaces tasks by itself (ROLLING) and tells when it cannot (circuit breaker), but never goes back on its own: that is
 * decided for both lanes together. It has no desired count in the template, so that no stack update can change one.
 */
export class Lane extends Construct {
  /** Name of the ECS service. */
  readonly name: string;
  readonly targetGroup: ApplicationTargetGroup;
  readonly service: FargateService;

  constructor(scope: Construct, id: string, props: LaneProps) {
    super(scope, id);
    const { options, container, containerPort } = props;
    this.name = laneServiceName(props.serviceName, props.lane);
    this.targetGroup = new ApplicationTargetGroup(this, 'TargetGroup', {
      vpc: props.vpc,
      port: containerPort,
      protocol: ApplicationProtocol.HTTP,
      targetType: TargetType.IP,
      deregistrationDelay: Duration.seconds(options.deregistrationDelaySeconds ?? 30),
      healthCheck: {
        path: options.healthCheckPath ?? '/',
        interval: Duration.seconds(options.healthCheckIntervalSeconds ?? 10),
        timeout: Duration.seconds(Math.min(5, (options.healthCheckIntervalSeconds ?? 10) - 1)),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
    });
    this.service = new FargateService(this, 'Service', {
      serviceName: this.name,
      cluster: props.cluster,
      taskDefinition: props.taskDefinition,
      securityGroups: [props.securityGroup],
      assignPublicIp: props.assignPublicIp,
      ...(props.vpcSubnets && { vpcSubnets: props.vpcSubnets }),
      circuitBreaker: { enable: true, rollback: false },
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
    });
    this.targetGroup.addTarget(this.service.loadBalancerTarget({ containerName: container, containerPort }));
  }

  /** Runs this revision instead of the task definition that the lane was made from. */
  runRevision(taskDefinitionArn: string): void {
    this.ecsService.taskDefinition = taskDefinitionArn;
  }

  /** What CloudFormation writes of this lane. */
  get written(): readonly CfnResource[] {
    return [this.targetGroup.node.findChild('Resource') as CfnTargetGroup, this.ecsService];
  }

  /** The ECS service itself, as CloudFormation writes it. */
  get ecsService(): CfnService {
    return this.service.node.findChild('Service') as CfnService;
  }
}

/** The one security group of both lanes: the load balancer reaches their port, nothing else does. */
export function laneSecurityGroup(scope: Construct, { vpc, service }: { readonly vpc: IVpc; readonly service: string }): SecurityGroup {
  return new SecurityGroup(scope, 'Tasks', { vpc, description: `Tasks of both lanes of ${service}` });
}
