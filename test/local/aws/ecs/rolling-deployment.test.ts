import type { DescribeServicesCommandOutput, DescribeTasksCommandOutput, RegisterTaskDefinitionCommandOutput } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { wellBehaved } from '../../../../local/tasks/modelled-runtime.ts';
import { type TwoLanesOptions, twoLanes } from './two-lanes.ts';

type World = Awaited<ReturnType<typeof twoLanes>>;

async function serviceOf(world: World, name: string) {
  const { services = [] } = await world.onEcs<DescribeServicesCommandOutput>('DescribeServices', { cluster: 'prod', services: [name] });
  return services[0];
}

async function steady(options?: TwoLanesOptions): Promise<World> {
  const world = await twoLanes(options);
  await world.clock.advance(5_000);
  return world;
}

async function deploy(world: World, tag: string, more: object = {}) {
  const { taskDefinition } = await world.onEcs<RegisterTaskDefinitionCommandOutput>('RegisterTaskDefinition', {
    family: 'orders',
    containerDefinitions: [{ name: 'app', image: world.image(tag), portMappings: [{ containerPort: 8080 }] }],
  });
  await world.onEcs('UpdateService', {
    cluster: 'prod',
    service: 'orders-blue',
    taskDefinition: taskDefinition?.taskDefinitionArn,
    ...more,
  });
  return taskDefinition?.taskDefinitionArn;
}

const slow = { ...wellBehaved, startSeconds: 3 };

describe('a service made from a template', () => {
  it('runs its desired count and completes its first deployment', async () => {
    const world = await steady();
    const service = await serviceOf(world, 'orders-blue');
    expect(service).toMatchObject({ runningCount: 2, pendingCount: 0, desiredCount: 2, taskDefinition: world.definition });
    expect(service?.deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 2, failedTasks: 0 }]);
  });

  it('completes at once at size 0', async () => {
    const world = await steady();
    expect((await serviceOf(world, 'orders-green'))?.deployments).toMatchObject([{ rolloutState: 'COMPLETED', runningCount: 0 }]);
  });

  it('is told missing instead of throwing when its name is wrong', async () => {
    const world = await steady();
    const { failures } = await world.onEcs<DescribeServicesCommandOutput>('DescribeServices', { cluster: 'prod', services: ['nope'] });
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:eu-west-1:111122223333:service/prod/nope', reason: 'MISSING' }]);
  });
});

describe('UpdateService', () => {
  it('changes the size without a deployment', async () => {
    const world = await steady();
    const before = (await serviceOf(world, 'orders-blue'))?.deployments?.[0]?.id;
    await world.onEcs('UpdateService', { cluster: 'prod', service: 'orders-blue', desiredCount: 4 });
    await world.clock.advance(5_000);
    const service = await serviceOf(world, 'orders-blue');
    expect(service).toMatchObject({ runningCount: 4, deployments: [{ id: before, rolloutState: 'COMPLETED' }] });
  });

  it('rolls to a new revision, never below the minimum and never above the maximum', async () => {
    const world = await steady({
      images: { next: slow },
      deploymentConfiguration: { MinimumHealthyPercent: 50, MaximumPercent: 150 },
    });
    const revision = await deploy(world, 'next');
    const seen: number[] = [];
    for (let second = 0; second < 60; second += 1) {
      await world.clock.advance(1_000);
      const service = await serviceOf(world, 'orders-blue');
      seen.push((service?.runningCount ?? 0) + (service?.pendingCount ?? 0));
    }
    const service = await serviceOf(world, 'orders-blue');
    expect(service).toMatchObject({ taskDefinition: revision, runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
    expect(service?.deployments).toHaveLength(1);
    expect(Math.max(...seen)).toBeLessThanOrEqual(3);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(1);
  });

  it('makes no deployment for the revision that runs already, and one when forced', async () => {
    const world = await steady();
    const before = (await serviceOf(world, 'orders-blue'))?.deployments?.[0]?.id;
    await world.onEcs('UpdateService', { cluster: 'prod', service: 'orders-blue', taskDefinition: world.definition });
    expect((await serviceOf(world, 'orders-blue'))?.deployments?.[0]?.id).toBe(before);
    await world.onEcs('UpdateService', { cluster: 'prod', service: 'orders-blue', forceNewDeployment: true });
    expect((await serviceOf(world, 'orders-blue'))?.deployments).toMatchObject([
      { rolloutState: 'IN_PROGRESS' },
      { id: before, status: 'ACTIVE' },
    ]);
  });

  it('refuses an inactive revision, an unknown service and an unknown cluster with the exceptions of ECS', async () => {
    const world = await steady();
    await world.onEcs('DeregisterTaskDefinition', { taskDefinition: world.definition });
    const update = (input: object) => world.onEcs('UpdateService', input);
    await expect(update({ cluster: 'prod', service: 'orders-blue', taskDefinition: world.definition })).rejects.toMatchObject({
      name: 'ClientException',
      message: 'TaskDefinition is inactive',
    });
    await expect(update({ cluster: 'prod', service: 'nope' })).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
    await expect(update({ cluster: 'nope', service: 'orders-blue' })).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
  });

  it('refuses by name what it does not follow', async () => {
    const world = await steady();
    const update = world.onEcs('UpdateService', { cluster: 'prod', service: 'orders-blue', platformVersion: '1.3.0' });
    await expect(update).rejects.toMatchObject({ name: 'UnmodelledCallError', message: expect.stringContaining('platformVersion') });
  });
});

describe('a stopped task', () => {
  it('gets no request before it is stopped and stays described for an hour', async () => {
    const world = await steady();
    const { taskArns = [] } = await world.onEcs<{ taskArns?: string[] }>('ListTasks', { cluster: 'prod', serviceName: 'orders-blue' });
    await world.onEcs('UpdateService', { cluster: 'prod', service: 'orders-blue', desiredCount: 0 });
    await world.clock.advance(5_000);
    expect(world.balancing.routing(world.loadBalancerArn).targets(world.blueGroup)).toEqual([]);
    const describeTasks = () => world.onEcs<DescribeTasksCommandOutput>('DescribeTasks', { cluster: 'prod', tasks: taskArns });
    expect((await describeTasks()).tasks?.map((task) => task.lastStatus)).toEqual(['DEACTIVATING', 'DEACTIVATING']);
    await world.clock.advance(3_000_000);
    const [stopped] = (await describeTasks()).tasks ?? [];
    expect(stopped).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: expect.stringMatching(/^Scaling activity initiated by \(deployment ecs-svc\/\d{19}\)$/),
      containers: [{ lastStatus: 'STOPPED', exitCode: 0 }],
    });
    await world.clock.advance(700_000);
    expect((await describeTasks()).failures).toHaveLength(2);
  });
});
