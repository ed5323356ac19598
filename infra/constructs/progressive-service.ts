import { type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import type { FargateTaskDefinition, ICluster } from 'aws-cdk-lib/aws-ecs';
import { type ApplicationListener, ListenerCondition } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { InvalidInputError } from '../../core/errors.ts';
import type { LaneOptions, ReleaseOptions } from '../service-options.ts';
import type { ControlPlaneLink } from './control-plane-link.ts';
import { DeclaredService } from './declared-service.ts';
import { KeepLanes } from './keep-lanes.ts';
import { LaneAlarms } from './lane-alarms.ts';
import { scaleLane, scalingOf } from './lane-scaling.ts';
import { Lane, laneNames, laneSecurityGroup } from './lanes.ts';
import { ServicePermissions } from './service-permissions.ts';
import { markMoved } from './service-tag.ts';
import { type TestHeader, TrafficRules } from './traffic-rules.ts';

/** What a user says about a service that is released by degrees. */
export interface ProgressiveServiceProps extends ReleaseOptions, LaneOptions {
  readonly controlPlane: ControlPlaneLink;
  /** What users call the service: lower case, 31 characters at most. */
  readonly serviceName: string;
  readonly cluster: ICluster;
  readonly listener: ApplicationListener;
  /** What every revision is made from. Change it, deploy, and the change is released by degrees. */
  readonly taskDefinition: FargateTaskDefinition;
  /** A pushed image of this repository is a release. */
  readonly repository: IRepository;
  /** Container whose image is released. Default: the task definition's default container. */
  readonly container?: string;
  /** Priority of the users' listener rule, 2 or more. Default 100. */
  readonly priority?: number;
  /** Requests that are this service's. Default: all paths. */
  readonly conditions?: readonly ListenerCondition[];
  /** Default `x-sluice-lane: candidate`. */
  readonly testHeader?: TestHeader;
  readonly vpcSubnets?: SubnetSelection;
  readonly assignPublicIp?: boolean;
}

/**
 * A service on two lanes that Sluice releases: two ECS services, two target groups, the users' rule, the test route, alarms,
 * scaling, the declaration, and the permissions to move exactly this.
 *
 * Later deployments of the stack never undo what Sluice moved; see docs/decisions/0003-stack-updates-keep-lanes.md.
 *
 * @example
 * new ProgressiveService(this, 'Orders', {
 *   controlPlane, cluster, listener, taskDefinition, repository,
 *   serviceName: 'orders',
 *   strategy: 'canary',
 * });
 */
export class ProgressiveService extends Construct {
  readonly blue: Lane;
  readonly green: Lane;
  readonly rules: TrafficRules;
  /** The alarms of both lanes; each of them guards every deployment. */
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: ProgressiveServiceProps) {
    super(scope, id);
    const keepLanes = this.#keepLanes(props);
    const lane = laneFactory(this, props);
    this.blue = lane('blue');
    this.green = lane('green');
    this.rules = new TrafficRules(this, 'Rules', {
      listener: props.listener,
      priority: props.priority ?? 100,
      conditions: props.conditions ?? [ListenerCondition.pathPatterns(['/*'])],
      testHeader: props.testHeader ?? defaultTestHeader,
      targetGroups: { blue: this.blue.targetGroup, green: this.green.targetGroup },
      keepLanes,
    });
    keepLanes.watch(...this.rules.written, ...this.#settle(props, keepLanes));
    markMoved(props.serviceName, [...this.rules.written, this.blue.ecsService, this.green.ecsService]);
    this.alarms = laneNames.flatMap((name) => this.#watch(this[name], props));
    const declared = new DeclaredService(this, 'Declared', this.#declaration(props));
    const permissions = new ServicePermissions(this, 'Permissions', {
      controlPlane: props.controlPlane,
      taskDefinition: props.taskDefinition,
    });
    // A changed declaration starts a deployment: it comes last, when nothing else of the service is being written.
    declared.node.addDependency(this.blue, this.green, this.rules, permissions);
  }

  #keepLanes({ taskDefinition, controlPlane, serviceName, cluster, ...options }: ProgressiveServiceProps): KeepLanes {
    // Old revisions are the way back of a running deployment: an update must not deregister them.
    taskDefinition.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const keepLanes = new KeepLanes(this, 'KeepLanes', {
      keepLanesArn: controlPlane.keepLanesArn,
      service: serviceName,
      cluster,
      seedFamily: taskDefinition.family,
      minCapacity: scalingOf(options)?.min,
    });
    keepLanes.resource.node.addDependency(taskDefinition);
    return keepLanes;
  }

  /** Gives every lane its live values, and answers everything that CloudFormation writes of them. */
  #settle(props: ProgressiveServiceProps, keepLanes: KeepLanes): readonly CfnResource[] {
    const scaling = scalingOf(props);
    return laneNames.flatMap((name) => {
      const lane = this[name];
      lane.runRevision(keepLanes.taskDefinition(name));
      return scaling === undefined ? lane.written : [...lane.written, ...scaleLane(lane, name, scaling, keepLanes)];
    });
  }

  #watch({ name, targetGroup }: Lane, { alarms = {} }: ProgressiveServiceProps): readonly Alarm[] {
    return new LaneAlarms(this, `${name}-alarms`, {
      laneName: name,
      loadBalancerFullName: targetGroup.firstLoadBalancerFullName,
      targetGroupFullName: targetGroup.targetGroupFullName,
      options: alarms,
    }).all;
  }

  #declaration(props: ProgressiveServiceProps) {
    const { serviceName, taskDefinition, guards, testHeader = defaultTestHeader } = props;
    const lane = ({ name, targetGroup }: Lane) => ({ ecsService: name, targetGroupArn: targetGroup.targetGroupArn });
    return {
      name: serviceName,
      cluster: props.cluster.clusterName,
      lanes: { blue: lane(this.blue), green: lane(this.green) },
      listenerRuleArn: this.rules.users.listenerRuleArn,
      testRoute: { ruleArn: this.rules.testers.listenerRuleArn, header: testHeader },
      container: containerOf(props),
      repository: props.repository.repositoryName,
      taskDefinition: taskDefinition.taskDefinitionArn,
      ...strategyOf(props),
      ...releaseFields(props),
      guards: { ...guards, alarms: [...this.alarms.map(({ alarmArn }) => alarmArn), ...(guards?.alarms ?? [])] },
    };
  }
}

const defaultTestHeader: TestHeader = { name: 'x-sluice-lane', value: 'candidate' };

function laneFactory(scope: Construct, props: ProgressiveServiceProps): (lane: 'blue' | 'green') => Lane {
  const { serviceName, cluster, taskDefinition, vpcSubnets, assignPublicIp = false } = props;
  const securityGroup = laneSecurityGroup(scope, { vpc: cluster.vpc, service: serviceName });
  const container = containerOf(props);
  const containerPort = taskDefinition.findContainer(container)?.containerPort;
  if (containerPort === undefined) throw new InvalidInputError(`container ${container} of ${serviceName} has no port: add a port mapping`);
  return (lane) =>
    new Lane(scope, lane, {
      ...{
        lane,
        serviceName,
        cluster,
        vpc: cluster.vpc,
        vpcSubnets,
        assignPublicIp,
        securityGroup,
        taskDefinition,
        container,
        containerPort,
      },
      options: props,
    });
}

function containerOf({ container, serviceName, taskDefinition }: ProgressiveServiceProps): string {
  const name = container ?? taskDefinition.defaultContainer?.containerName;
  if (name === undefined) throw new InvalidInputError(`the task definition of ${serviceName} has no container: add one before the service`);
  return name;
}

function strategyOf({ strategy, steps, serviceName }: ProgressiveServiceProps): { readonly strategy?: unknown } {
  if (strategy !== undefined && steps !== undefined) {
    throw new InvalidInputError(`${serviceName} has both a strategy (${strategy}) and steps: keep one of them`);
  }
  if (steps !== undefined) return { strategy: { steps } };
  return strategy === undefined ? {} : { strategy };
}

/** The fields that go into the declaration as they are; those not given are left to its defaults. */
function releaseFields(props: ProgressiveServiceProps): Partial<ReleaseOptions> {
  const { candidateSize, analysis, rollbackWindow, launchTimeout, inspectEvery, drain } = props;
  const fields = { candidateSize, analysis, rollbackWindow, launchTimeout, inspectEvery, drain };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
