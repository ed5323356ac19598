import type { DescribeServicesCommandOutput } from '@aws-sdk/client-ecs';
import type { DescribeRulesCommandOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import type { ModelledService } from '../../../../local/aws/modelled-service.ts';
import type { Made } from '../../../../local/aws/resource-maker.ts';
import { maker, twoLanes, weights } from './two-lanes.ts';

/** Changes a resource as an update of its stack does. */
async function update(service: ModelledService, type: string, before: Made & { readonly properties: object }, properties: object) {
  const make = service.resources[type];
  if (make === undefined) throw new TypeError(`no resource type ${type}`);
  const previous = { ref: before.ref, attributes: before.attributes, properties: before.properties as Record<string, unknown> };
  return make(properties as Record<string, unknown>, { logicalId: 'Resource', stackName: 'shop', previous });
}

describe('an update of a service', () => {
  const properties = (world: Awaited<ReturnType<typeof twoLanes>>) => ({
    ServiceName: 'orders-blue',
    Cluster: world.cluster,
    TaskDefinition: world.definition,
    LoadBalancers: [{ ContainerName: 'app', ContainerPort: 8080, TargetGroupArn: world.blueGroup }],
  });

  it('sends the template’s revision again and leaves a size alone that the template does not name', async () => {
    const world = await twoLanes();
    await world.clock.advance(5_000);
    const containerDefinitions = [{ name: 'app', image: world.image('good') }];
    await world.onEcs('RegisterTaskDefinition', { family: 'orders', containerDefinitions });
    await world.onEcs('UpdateService', { cluster: 'prod', service: 'orders-blue', taskDefinition: 'orders', desiredCount: 3 });
    await world.clock.advance(60_000);
    const before = { ref: world.blueService, attributes: {}, properties: properties(world) };
    await update(world.containers, 'AWS::ECS::Service', before, { ...properties(world), HealthCheckGracePeriodSeconds: 90 });
    await world.clock.advance(60_000);
    const { services } = await world.onEcs<DescribeServicesCommandOutput>('DescribeServices', {
      cluster: 'prod',
      services: ['orders-blue'],
    });
    expect(services).toMatchObject([
      {
        desiredCount: 3,
        runningCount: 3,
        taskDefinition: world.definition,
        healthCheckGracePeriodSeconds: 90,
        deployments: [{ rolloutState: 'COMPLETED' }],
      },
    ]);
  });

  it('is refused when AWS would replace the service', async () => {
    const world = await twoLanes();
    const before = { ref: world.blueService, attributes: {}, properties: properties(world) };
    const changed = update(world.containers, 'AWS::ECS::Service', before, { ...properties(world), LoadBalancers: [] });
    await expect(changed).rejects.toMatchObject({ name: 'UnmodelledCallError', message: expect.stringContaining('LoadBalancers') });
  });
});

describe('an update of a listener rule', () => {
  it('writes the template’s weights over those that were set since', async () => {
    const world = await twoLanes();
    const properties = (Values: readonly string[]) => ({
      ListenerArn: world.listenerArn,
      Priority: 10,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values } }],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: weights(world.blueGroup, 100, world.greenGroup, 0) } }],
    });
    const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups: weights(world.blueGroup, 0, world.greenGroup, 100) } }];
    await world.onElb('ModifyRule', { RuleArn: world.ruleArn, Actions });
    const before = { ref: world.ruleArn, attributes: {}, properties: properties(['/orders*']) };
    const made = await update(world.balancing, 'AWS::ElasticLoadBalancingV2::ListenerRule', before, properties(['/shop*']));
    const { Rules } = await world.onElb<DescribeRulesCommandOutput>('DescribeRules', { RuleArns: [world.ruleArn] });
    expect(made.ref).toBe(world.ruleArn);
    expect(Rules).toMatchObject([properties(['/shop*'])].map(({ Conditions, Actions: actions }) => ({ Conditions, Actions: actions })));
  });
});

describe('an update of a target group', () => {
  it('changes how targets are checked and keeps them', async () => {
    const world = await twoLanes();
    const type = 'AWS::ElasticLoadBalancingV2::TargetGroup';
    const properties = { TargetType: 'ip', HealthCheckPath: '/health' };
    const made = await maker(world.balancing)(type, 'Resource', properties);
    const target = { host: '10.0.9.9', port: 80 };
    world.balancing.targets.register(made.ref, target);
    const after = await update(world.balancing, type, { ...made, properties }, { ...properties, HealthCheckPath: '/ready' });
    expect(after.ref).toBe(made.ref);
    expect(world.balancing.targets.state(made.ref, target)).toBe('initial');
    const described = await world.onElb('DescribeTargetGroups', { TargetGroupArns: [made.ref] });
    expect(described).toMatchObject({ TargetGroups: [{ HealthCheckPath: '/ready' }] });
  });
});

describe('an update of a repository', () => {
  it('keeps its images', async () => {
    const world = await twoLanes();
    const properties = { RepositoryName: 'orders' };
    await update(
      world.registry,
      'AWS::ECR::Repository',
      { ref: 'orders', attributes: {}, properties },
      { ...properties, ImageTagMutability: 'IMMUTABLE' },
    );
    expect(world.registry.images.resolve(world.image('good'))).toMatchObject({ image: world.image('good') });
  });
});
