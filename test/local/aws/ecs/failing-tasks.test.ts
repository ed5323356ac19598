import type {
  DescribeServicesCommandOutput,
  DescribeTasksCommandOutput,
  ListTasksCommandOutput,
  RegisterTaskDefinitionCommandOutput,
} from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { type ImageBehaviour, wellBehaved } from '../../../../local/tasks/modelled-runtime.ts';
import { type TwoLanesOptions, twoLanes } from './two-lanes.ts';

type World = Awaited<ReturnType<typeof twoLanes>>;

const crashing: ImageBehaviour = { ...wellBehaved, crash: { afterSeconds: 0, exitCode: 1 } };
const ill: ImageBehaviour = { ...wellBehaved, health: { afterSeconds: 0, answer: { kind: 'status', status: 500 } } };

/** Gives the green lane a revision with the image of a tag, at the given size. */
async function launch(world: World, tag: string, desiredCount = 2): Promise<void> {
  const { taskDefinition } = await world.onEcs<RegisterTaskDefinitionCommandOutput>('RegisterTaskDefinition', {
    family: 'orders',
    containerDefinitions: [{ name: 'app', image: world.image(tag), portMappings: [{ containerPort: 8080 }] }],
  });
  await world.onEcs('UpdateService', {
    cluster: 'prod',
    service: 'orders-green',
    taskDefinition: taskDefinition?.taskDefinitionArn,
    desiredCount,
  });
}

async function launched(tag: string, options: TwoLanesOptions): Promise<World> {
  const world = await twoLanes(options);
  await world.clock.advance(5_000);
  await launch(world, tag);
  return world;
}

async function green(world: World) {
  const { services = [] } = await world.onEcs<DescribeServicesCommandOutput>('DescribeServices', {
    cluster: 'prod',
    services: ['orders-green'],
  });
  return services[0];
}

function told(world: World, detailType: string, resource: string) {
  return world.events
    .filter((event) => event['detail-type'] === detailType && event.resources[0]?.includes(resource))
    .map(({ detail }) => detail);
}

const stopsOf = (world: World) => told(world, 'ECS Task State Change', 'task/').filter((detail) => detail.lastStatus === 'STOPPED');

describe('a version that crashes at start', () => {
  it('trips the circuit breaker after three failed tasks, and nothing more is started', async () => {
    const world = await launched('bad', { images: { bad: crashing } });
    await world.clock.advance(120_000);
    expect((await green(world))?.deployments?.[0]).toMatchObject({
      status: 'PRIMARY',
      rolloutState: 'FAILED',
      rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
      runningCount: 0,
    });
    const failed = told(world, 'ECS Deployment State Change', 'orders-green').at(-1);
    expect(failed).toEqual({
      eventType: 'ERROR',
      eventName: 'SERVICE_DEPLOYMENT_FAILED',
      deploymentId: (await green(world))?.deployments?.[0]?.id,
      updatedAt: expect.stringMatching(/^2026-11-20T10:\d\d:\d\dZ$/),
      reason: 'ECS deployment circuit breaker: tasks failed to start.',
    });
    const stops = stopsOf(world).length;
    await world.clock.advance(3_600_000);
    expect(stopsOf(world)).toHaveLength(stops);
  });

  it('is tried again, ever more seldom, when there is no circuit breaker', async () => {
    const world = await launched('bad', { images: { bad: crashing }, deploymentConfiguration: {} });
    await world.clock.advance(60_000);
    const inFirstMinute = stopsOf(world).length;
    await world.clock.advance(600_000);
    const { deployments } = (await green(world)) ?? {};
    expect(deployments?.[0]).toMatchObject({ rolloutState: 'IN_PROGRESS' });
    expect(stopsOf(world).length - inFirstMinute).toBeLessThan(10 * inFirstMinute);
    expect(told(world, 'ECS Service Action', 'orders-green').map((detail) => detail.eventName)).toContain('SERVICE_TASK_START_IMPAIRED');
  });

  it('tells each stop with its exit code', async () => {
    const world = await launched('bad', { images: { bad: crashing } });
    await world.clock.advance(10_000);
    expect(stopsOf(world)[0]).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      desiredStatus: 'STOPPED',
      group: 'service:orders-green',
      containers: [{ name: 'app', exitCode: 1, lastStatus: 'STOPPED' }],
    });
  });
});

describe('an image that cannot be pulled', () => {
  it('never reaches RUNNING and has no exit code', async () => {
    const world = await launched('gone', { images: { gone: wellBehaved } });
    world.registry.remove('orders', world.image('gone').split('@')[1] ?? '');
    await world.clock.advance(10_000);
    const [stop] = stopsOf(world);
    expect(stop).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: expect.stringMatching(/^CannotPullContainerError: /) });
    expect(stop?.containers).toEqual([expect.not.objectContaining({ exitCode: expect.anything() })]);
  });
});

describe('a version that fails its health checks', () => {
  it('is killed only after the grace period, and counts as failed', async () => {
    const world = await launched('ill', { images: { ill }, graceSeconds: 60 });
    await world.clock.advance(55_000);
    expect(stopsOf(world)).toEqual([]);
    await world.clock.advance(30_000);
    expect(stopsOf(world)[0]).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Task failed ELB health checks in (target-group ${world.greenGroup})`,
    });
    expect((await green(world))?.deployments?.[0]?.failedTasks).toBe(2);
  });
});

describe('a task that crashes under load', () => {
  it('is replaced, leaves its target group at once and does not fail a finished deployment', async () => {
    const world = await launched('good', {});
    await world.clock.advance(10_000);
    const list = () => world.onEcs<ListTasksCommandOutput>('ListTasks', { cluster: 'prod', serviceName: 'orders-green' });
    const [victim = ''] = (await list()).taskArns ?? [];
    expect(world.modelled.crash(victim, 137)).toBe(true);
    await world.clock.advance(100);
    expect(world.balancing.routing(world.loadBalancerArn).targets(world.greenGroup)).toHaveLength(1);
    await world.clock.advance(10_000);
    expect((await list()).taskArns).toHaveLength(2);
    expect((await list()).taskArns).not.toContain(victim);
    expect(await green(world)).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED', failedTasks: 0 }] });
  });
});

describe('a tag that moves while a deployment runs', () => {
  it('does not change the image of its later tasks', async () => {
    const world = await launched('good', {});
    const tagged = `${world.image('good').split('@')[0]}:good`;
    const containerDefinitions = [{ name: 'app', image: tagged, portMappings: [{ containerPort: 8080 }] }];
    await world.onEcs('RegisterTaskDefinition', { family: 'orders', containerDefinitions });
    await world.onEcs('UpdateService', { cluster: 'prod', service: 'orders-green', taskDefinition: 'orders', desiredCount: 1 });
    await world.clock.advance(30_000);
    world.registry.push({ repository: 'orders', tag: 'good' });
    const running = async () => {
      const { taskArns: tasks = [] } = await world.onEcs<ListTasksCommandOutput>('ListTasks', {
        cluster: 'prod',
        serviceName: 'orders-green',
      });
      return (await world.onEcs<DescribeTasksCommandOutput>('DescribeTasks', { cluster: 'prod', tasks })).tasks?.[0];
    };
    const before = await running();
    world.modelled.crash(before?.taskArn ?? '', 1);
    await world.clock.advance(30_000);
    const after = await running();
    expect(after?.taskArn).not.toBe(before?.taskArn);
    expect(after?.containers?.[0]?.imageDigest).toBe(world.image('good').split('@')[1]);
  });
});

describe('a lack of capacity', () => {
  it('is told as a placement failure, leaves the deployment in progress and ends when there is room', async () => {
    const world = await twoLanes();
    await world.clock.advance(5_000);
    world.containers.limitCapacity(3);
    await launch(world, 'good', 2);
    await world.clock.advance(20_000);
    expect(await green(world)).toMatchObject({
      runningCount: 1,
      pendingCount: 0,
      deployments: [{ rolloutState: 'IN_PROGRESS', failedTasks: 0 }],
    });
    expect(told(world, 'ECS Service Action', 'orders-green')).toContainEqual({
      eventType: 'ERROR',
      eventName: 'SERVICE_TASK_PLACEMENT_FAILURE',
      clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod',
      reason: 'RESOURCE:FARGATE',
      createdAt: expect.any(String),
    });
    world.containers.limitCapacity(undefined);
    await world.clock.advance(60_000);
    expect(await green(world)).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
  });
});
