import type { AwsEvent } from '../../../../local/aws/aws-event.ts';
import { ecr } from '../../../../local/aws/ecr/ecr.ts';
import { ecs } from '../../../../local/aws/ecs/ecs.ts';
import { elasticLoadBalancing } from '../../../../local/aws/elb/elb.ts';
import type { ModelledService, ModelNeeds } from '../../../../local/aws/modelled-service.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';
import type { MetricValue } from '../../../../local/load-balancer/record-metric.ts';
import { type ImageBehaviour, modelledRuntime, wellBehaved } from '../../../../local/tasks/modelled-runtime.ts';

export const account = '111122223333';
export const region = 'eu-west-1';

/** What can be chosen about the world of two lanes. */
export interface TwoLanesOptions {
  readonly desiredCount?: number;
  readonly graceSeconds?: number;
  readonly deploymentConfiguration?: object;
  readonly propagationMs?: () => number;
  /** Behaviour by tag; `good` is well behaved. */
  readonly images?: Readonly<Record<string, ImageBehaviour>>;
}

/** Needs of every model: a virtual clock that starts on a whole second, and chance from a seed. */
export function someNeeds(): ModelNeeds & { readonly clock: VirtualClock } {
  return { clock: new VirtualClock(new Date('2026-11-20T10:00:00Z')), random: seeded(7), account, region };
}

/** Makes one call, as the router would. */
export function caller(service: ModelledService) {
  return async <Output = Record<string, unknown>>(operation: string, input: object): Promise<Output> => {
    const found = service.operations[operation];
    if (found === undefined) throw new TypeError(`no operation ${operation}`);
    return (await found(input as never, { roleArn: 'local' })) as Output;
  };
}

/** Makes one resource as the template loader would. */
export function maker(service: ModelledService) {
  return async (type: string, logicalId: string, properties: object) => {
    const make = service.resources[type];
    if (make === undefined) throw new TypeError(`no resource type ${type}`);
    return make(properties as Record<string, unknown>, { logicalId, stackName: 'shop' });
  };
}

/** A load balancer with one rule over the target groups of two ECS services, `blue` on `good` and `green` at size 0. */
export async function twoLanes(options: TwoLanesOptions = {}) {
  const needs = someNeeds();
  const events: Pick<AwsEvent, 'source' | 'detail-type' | 'resources' | 'detail'>[] = [];
  const metrics: MetricValue[] = [];
  const bus = { emit: (event: (typeof events)[number]) => void events.push(event) };
  const registry = ecr({ ...needs, bus });
  const behaviours = new Map<string, ImageBehaviour>();
  const modelled = modelledRuntime({ clock: needs.clock, behaviour: (image) => behaviours.get(image) });
  const balancing = elasticLoadBalancing({
    ...needs,
    probe: modelled.probe,
    record: (value) => void metrics.push(value),
    propagationMs: options.propagationMs ?? (() => 0),
  });
  const containers = ecs({ ...needs, bus, runtime: modelled.runtime, targets: balancing.targets, images: registry.images });
  await maker(registry)('AWS::ECR::Repository', 'Repository', { RepositoryName: 'orders' });
  const images = { good: wellBehaved, ...options.images };
  const byTag = new Map<string, string>();
  for (const [tag, behaviour] of Object.entries(images)) {
    const { image } = registry.push({ repository: 'orders', tag });
    behaviours.set(image, behaviour);
    byTag.set(tag, image);
  }
  const rules = await balancer(balancing);
  const lanes = await services(containers, rules, byTag.get('good') ?? '', options);
  return {
    ...rules,
    ...lanes,
    clock: needs.clock,
    events,
    metrics,
    modelled,
    balancing,
    containers,
    registry,
    image: (tag: string) => byTag.get(tag) ?? '',
    onEcs: caller(containers),
    onElb: caller(balancing),
  };
}

async function balancer(balancing: ModelledService) {
  const make = maker(balancing);
  const loadBalancer = await make('AWS::ElasticLoadBalancingV2::LoadBalancer', 'Balancer', { Name: 'shop' });
  const notFound = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'no such page' } };
  const listener = await make('AWS::ElasticLoadBalancingV2::Listener', 'Listener', {
    LoadBalancerArn: loadBalancer.ref,
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [notFound],
  });
  const group = (name: string) =>
    make('AWS::ElasticLoadBalancingV2::TargetGroup', `${name}Targets`, {
      Name: `orders-${name}`,
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
      TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '10' }],
    });
  const blue = await group('blue');
  const green = await group('green');
  const rule = await make('AWS::ElasticLoadBalancingV2::ListenerRule', 'Rule', {
    ListenerArn: listener.ref,
    Priority: 10,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/orders*'] } }],
    Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: weights(blue.ref, 100, green.ref, 0) } }],
  });
  return { loadBalancerArn: loadBalancer.ref, listenerArn: listener.ref, ruleArn: rule.ref, blueGroup: blue.ref, greenGroup: green.ref };
}

async function services(
  containers: ModelledService,
  { blueGroup, greenGroup }: { readonly blueGroup: string; readonly greenGroup: string },
  image: string,
  options: TwoLanesOptions,
) {
  const make = maker(containers);
  const cluster = await make('AWS::ECS::Cluster', 'Cluster', { ClusterName: 'prod' });
  const definition = await make('AWS::ECS::TaskDefinition', 'Definition', {
    Family: 'orders',
    Cpu: '256',
    Memory: '512',
    ContainerDefinitions: [
      { Name: 'app', Image: image, PortMappings: [{ ContainerPort: 8080 }], Environment: [{ Name: 'LEVEL', Value: 'info' }] },
    ],
  });
  const lane = (name: string, group: string, desiredCount: number) =>
    make('AWS::ECS::Service', name, {
      ServiceName: `orders-${name}`,
      Cluster: cluster.ref,
      TaskDefinition: definition.ref,
      DesiredCount: desiredCount,
      HealthCheckGracePeriodSeconds: options.graceSeconds ?? 30,
      AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: options.deploymentConfiguration ?? { DeploymentCircuitBreaker: { Enable: true, Rollback: false } },
      LoadBalancers: [{ ContainerName: 'app', ContainerPort: 8080, TargetGroupArn: group }],
    });
  const blue = await lane('blue', blueGroup, options.desiredCount ?? 2);
  const green = await lane('green', greenGroup, 0);
  return { cluster: cluster.ref, definition: definition.ref, blueService: blue.ref, greenService: green.ref };
}

/** The target groups of a forward action with their weights. */
export function weights(blue: string, blueWeight: number, green: string, greenWeight: number) {
  return [
    { TargetGroupArn: blue, Weight: blueWeight },
    { TargetGroupArn: green, Weight: greenWeight },
  ];
}

/** mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
