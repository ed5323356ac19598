import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import {
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateTaskDefinition,
  type ICluster,
  LogDrivers,
} from 'aws-cdk-lib/aws-ecs';
import {
  type ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ListenerAction,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { ControlPlaneLink } from '../constructs/control-plane-link.ts';
import { ProgressiveService } from '../constructs/progressive-service.ts';
import type { LaneOptions, ReleaseOptions } from '../service-options.ts';

/** The example service as data: what a folder such as `examples/storefront` declares. */
export interface StorefrontOptions extends ReleaseOptions, LaneOptions {
  readonly name?: string;
  readonly containerPort?: number;
  readonly imageTag?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** CPU units of a task, 256 is a quarter of a core. */
  readonly cpu?: number;
  readonly memoryMiB?: number;
  readonly priority?: number;
}

/** What the example stack is made from. */
export interface StorefrontStackProps extends StackProps {
  readonly controlPlane: ControlPlaneLink;
  readonly repository: IRepository;
  readonly options: StorefrontOptions;
}

const noFlowLogs = 'an example without user data; flow logs would cost more than the service';
const noAccessLogs = 'access logs need a bucket whose policy names the Region’s log account; an example keeps metrics only';
const noCertificate = 'a certificate needs a domain, which a reader who tries the example does not have; no secret goes over this listener';

/** One small HTTP service with its own network, cluster and load balancer: everything a reader needs to try Sluice, and no NAT gateway to pay for. */
export class StorefrontStack extends Stack {
  constructor(scope: Construct, id: string, { controlPlane, repository, options, ...props }: StorefrontStackProps) {
    super(scope, id, props);
    const { name = 'storefront', containerPort, imageTag, environment, cpu, memoryMiB, priority, ...declared } = options;
    const vpc = this.#vpc();
    const listener = this.#listener(vpc);
    const taskDefinition = this.#taskDefinition(name, repository, options);
    new ProgressiveService(this, 'Service', {
      ...declared,
      ...(priority !== undefined && { priority }),
      controlPlane,
      serviceName: name,
      cluster: new Cluster(this, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENABLED }) as ICluster,
      listener,
      taskDefinition,
      repository,
      healthCheckPath: options.healthCheckPath ?? '/health',
      assignPublicIp: true,
    });
  }

  #vpc(): IVpc {
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      // ECS gives the tasks their public addresses; nothing else that is started here shall have one.
      subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false }],
    });
    acknowledge(vpc, {
      VPC7: noFlowLogs,
      'NIST.800.53.R5-VPCFlowLogsEnabled': noFlowLogs,
      'NIST.800.53.R5-VPCDefaultSecurityGroupClosed':
        'nothing of the example is in this group: load balancer and tasks have their own; closing it takes a function with rights on security groups',
      'NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW':
        'the example pulls images and answers users without a NAT gateway to pay for; only the load balancer reaches its tasks',
    });
    return vpc as IVpc; // The class and its interface differ only under exactOptionalPropertyTypes.
  }

  #listener(vpc: IVpc): ApplicationListener {
    const loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', { vpc, internetFacing: true, dropInvalidHeaderFields: true });
    acknowledge(loadBalancer, {
      ELB2: noAccessLogs,
      'NIST.800.53.R5-ELBLoggingEnabled': noAccessLogs,
      EC23: 'a public shop front: anybody may open it',
      'NIST.800.53.R5-ELBDeletionProtectionEnabled': 'an example that is tried and removed again: `cdk destroy` must be able to',
      'NIST.800.53.R5-ALBWAFEnabled': 'a firewall costs more than the example, which holds no data and takes no input',
      'NIST.800.53.R5-ALBHttpToHttpsRedirection': noCertificate,
      'NIST.800.53.R5-ELBv2ACMCertificateRequired': noCertificate,
    });
    const listener = loadBalancer.addListener('Http', {
      port: 80,
      protocol: ApplicationProtocol.HTTP,
      defaultAction: ListenerAction.fixedResponse(404, { contentType: 'text/plain', messageBody: 'no service here' }),
    });
    new CfnOutput(this, 'Url', { value: `http://${loadBalancer.loadBalancerDnsName}` });
    return listener;
  }

  #taskDefinition(name: string, repository: IRepository, options: StorefrontOptions): FargateTaskDefinition {
    const taskDefinition = new FargateTaskDefinition(this, 'Task', {
      family: name,
      cpu: options.cpu ?? 256,
      memoryLimitMiB: options.memoryMiB ?? 512,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64 },
    });
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    taskDefinition.addContainer(name, {
      image: ContainerImage.fromEcrRepository(repository, options.imageTag ?? '1.0.0'),
      portMappings: [{ containerPort: options.containerPort ?? 8080 }],
      logging: LogDrivers.awsLogs({ logGroup, streamPrefix: name }),
      environment: { ...options.environment },
      readonlyRootFilesystem: true,
    });
    acknowledge(logGroup, {
      'NIST.800.53.R5-CloudWatchLogGroupEncrypted':
        'logs of an example without secrets or user data; CloudWatch Logs encrypts them with its own key',
    });
    acknowledge(taskDefinition, {
      'IAM5[Resource::*]': 'ecr:GetAuthorizationToken has no resource level in IAM',
      'NIST.800.53.R5-IAMNoInlinePolicy': 'lets this one role of the example pull its image and write its log, and is gone with it',
      ECS2: 'the variables of the example are no secrets and change with every release',
    });
    return taskDefinition;
  }
}
