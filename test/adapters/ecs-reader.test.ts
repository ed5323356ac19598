import { ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { type EcsReader, ecsReader } from '../../adapters/ecs-reader.ts';
import { limits } from '../../core/limits.ts';
import { VirtualClock } from '../../local/clocks/virtual-clock.ts';
import { refuse, type ScriptedAws, scriptedAws } from './scripted-aws.ts';

const arn = (rest: string) => `arn:aws:ecs:eu-west-1:111122223333:${rest}`;
const many = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}${index}`);

function aReader(script: Parameters<typeof scriptedAws>[0]): { readonly reader: EcsReader; readonly aws: ScriptedAws } {
  const aws = scriptedAws(script);
  return { aws, reader: ecsReader(aws.on(new ECSClient({}))) };
}

describe('services', () => {
  it('says how a service is, in the order asked for, and leaves out what ECS does not know', async () => {
    const DescribeServices = () => ({
      services: [
        { serviceName: 'green', serviceArn: arn('service/prod/green'), status: 'ACTIVE' },
        {
          serviceName: 'blue',
          serviceArn: arn('service/prod/blue'),
          status: 'ACTIVE',
          taskDefinition: arn('task-definition/blue:42'),
          desiredCount: 4,
          runningCount: 3,
          pendingCount: 1,
          deployments: [
            {
              ...{ id: 'ecs-svc/1', status: 'PRIMARY', taskDefinition: arn('task-definition/blue:42'), rolloutState: 'IN_PROGRESS' },
              ...{ rolloutStateReason: 'in progress', desiredCount: 4, runningCount: 3, pendingCount: 1, failedTasks: 2 },
            },
          ],
        },
      ],
      failures: [{ arn: arn('service/prod/gone'), reason: 'MISSING' }],
    });
    const { reader } = aReader({ DescribeServices });
    const [blue, green, ...more] = await reader.services('prod', ['blue', 'gone', 'green']);
    expect(blue).toEqual({
      name: 'blue',
      arn: arn('service/prod/blue'),
      status: 'ACTIVE',
      taskDefinitionArn: arn('task-definition/blue:42'),
      desiredCount: 4,
      runningCount: 3,
      pendingCount: 1,
      deployments: [
        {
          ...{ id: 'ecs-svc/1', status: 'PRIMARY', taskDefinitionArn: arn('task-definition/blue:42'), rolloutState: 'IN_PROGRESS' },
          ...{ rolloutStateReason: 'in progress', desiredCount: 4, runningCount: 3, pendingCount: 1, failedTasks: 2 },
        },
      ],
    });
    expect(green).toMatchObject({ name: 'green', taskDefinitionArn: '', desiredCount: 0, deployments: [] });
    expect(more).toEqual([]);
  });

  it('asks for ten at a time', async () => {
    const { reader, aws } = aReader({ DescribeServices: () => ({}) });
    await reader.services('prod', many(21, 's'));
    expect(aws.inputs('DescribeServices')).toEqual([
      { cluster: 'prod', services: many(21, 's').slice(0, 10) },
      { cluster: 'prod', services: many(21, 's').slice(10, 20) },
      { cluster: 'prod', services: ['s20'] },
    ]);
  });

  it.each([
    ['ThrottlingException', 'DependencyError'],
    ['ClusterNotFoundException', 'ClusterNotFoundException'],
  ])('answers %s with %s', async (theirs, ours) => {
    const { reader } = aReader({ DescribeServices: () => refuse(theirs) });
    await expect(reader.services('prod', ['blue'])).rejects.toMatchObject({ name: ours });
  });
});

describe('taskDefinition', () => {
  it('gives the request that registers the same again, as Step Functions sends it', async () => {
    const DescribeTaskDefinition = () => ({
      taskDefinition: {
        taskDefinitionArn: arn('task-definition/orders:7'),
        family: 'orders',
        revision: 7,
        status: 'ACTIVE',
        requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.task-iam-role' }],
        compatibilities: ['FARGATE'],
        registeredAt: new Date(0),
        registeredBy: 'arn:aws:iam::111122223333:role/cdk',
        networkMode: 'awsvpc',
        cpu: '256',
        enableFaultInjection: false,
        volumes: [{ name: 'v', dockerVolumeConfiguration: { driverOpts: { type: 'nfs' }, labels: { team: 'shop' }, autoprovision: true } }],
        containerDefinitions: [
          {
            name: 'app',
            image: 'orders:1',
            environment: [{ name: 'mode', value: 'live' }],
            dockerLabels: { 'com.example.team': 'shop', lower: 'case' },
            logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/orders', mode: 'non-blocking' } },
            firelensConfiguration: { type: 'fluentbit', options: { 'enable-ecs-log-metadata': 'true' } },
            healthCheck: { command: ['CMD', 'true'], startPeriod: undefined },
          },
        ],
      },
      tags: [
        { key: 'team', value: 'shop' },
        { key: 'aws:cloudformation:stack-name', value: 'orders' },
      ],
    });
    const { reader, aws } = aReader({ DescribeTaskDefinition });
    expect(await reader.taskDefinition('orders')).toEqual({
      arn: arn('task-definition/orders:7'),
      family: 'orders',
      status: 'ACTIVE',
      request: {
        Family: 'orders',
        NetworkMode: 'awsvpc',
        Cpu: '256',
        EnableFaultInjection: false,
        Volumes: [{ Name: 'v', DockerVolumeConfiguration: { DriverOpts: { type: 'nfs' }, Labels: { team: 'shop' }, Autoprovision: true } }],
        ContainerDefinitions: [
          {
            Name: 'app',
            Image: 'orders:1',
            Environment: [{ Name: 'mode', Value: 'live' }],
            DockerLabels: { 'com.example.team': 'shop', lower: 'case' },
            LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': '/orders', mode: 'non-blocking' } },
            FirelensConfiguration: { Type: 'fluentbit', Options: { 'enable-ecs-log-metadata': 'true' } },
            HealthCheck: { Command: ['CMD', 'true'] },
          },
        ],
        Tags: [{ Key: 'team', Value: 'shop' }],
      },
    });
    expect(aws.inputs('DescribeTaskDefinition')).toEqual([{ taskDefinition: 'orders', include: ['TAGS'] }]);
  });

  it('sends no empty list of tags, which would need a permission to tag', async () => {
    const taskDefinition = { taskDefinitionArn: arn('task-definition/orders:7') };
    const { reader } = aReader({ DescribeTaskDefinition: () => ({ taskDefinition, tags: [] }) });
    expect((await reader.taskDefinition('orders'))?.request).toEqual({});
  });

  it('does not know what ECS does not know', async () => {
    const unable = aReader({ DescribeTaskDefinition: () => refuse('ClientException', 'Unable to describe task definition.') });
    expect(await unable.reader.taskDefinition('orders:99')).toBeUndefined();
    const other = aReader({ DescribeTaskDefinition: () => refuse('ClientException', 'something else') });
    await expect(other.reader.taskDefinition('orders:99')).rejects.toThrow('something else');
  });
});

describe('tasks', () => {
  it('gives those that run and those that stopped, over all pages', async () => {
    const running = { taskArn: 't1', lastStatus: 'RUNNING', desiredStatus: 'RUNNING' };
    const stopped = { lastStatus: 'STOPPED', desiredStatus: 'STOPPED', startedBy: 'ecs-svc/1', healthStatus: 'UNKNOWN' };
    const why = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };
    const { reader, aws } = aReader({
      ListTasks: ({ desiredStatus, nextToken }) => {
        if (desiredStatus === 'STOPPED') return { taskArns: ['t3', 't2'] };
        return nextToken === 'more' ? { taskArns: ['t2'] } : { taskArns: ['t1'], nextToken: 'more' };
      },
      DescribeTasks: () => ({
        tasks: [
          { ...running, containers: [{ name: 'app', imageDigest: 'sha256:a' }] },
          { taskArn: 't3', ...stopped, ...why, containers: [{ name: 'app', exitCode: 0, reason: 'done' }, { name: 'never-ran' }] },
        ],
        failures: [{ arn: 't2', reason: 'MISSING' }],
      }),
    });
    const { taskArn: _, ...plain } = running;
    expect(await reader.tasks('prod', 'blue')).toEqual([
      { arn: 't1', ...plain, taskDefinitionArn: '', containers: [{ name: 'app', imageDigest: 'sha256:a' }] },
      {
        ...{ arn: 't3', ...stopped, ...why, taskDefinitionArn: '' },
        containers: [{ name: 'app', exitCode: 0, reason: 'done' }, { name: 'never-ran' }],
      },
    ]);
    expect(aws.inputs('DescribeTasks')).toEqual([{ cluster: 'prod', tasks: ['t1', 't2', 't3'] }]);
  });

  it('asks for a hundred at a time, and for none when there are none', async () => {
    const none = aReader({ ListTasks: () => ({ taskArns: [] }) });
    expect(await none.reader.tasks('prod', 'blue')).toEqual([]);
    const { reader, aws } = aReader({ ListTasks: () => ({ taskArns: many(101, 't') }), DescribeTasks: () => ({}) });
    expect(await reader.tasks('prod', 'blue')).toEqual([]);
    expect(aws.inputs('DescribeTasks')).toEqual([
      { cluster: 'prod', tasks: many(101, 't').slice(0, 100) },
      { cluster: 'prod', tasks: ['t100'] },
    ]);
  });

  it('reads a thousand that run and some hundred that stopped within the patience of a look', async () => {
    const clock = new VirtualClock(new Date(0));
    const callMs = 300;
    const { reader } = aReader({
      ListTasks: async ({ desiredStatus, nextToken = '0' }) => {
        await clock.sleep(callMs);
        const page = Number(nextToken);
        const last = desiredStatus === 'RUNNING' ? 9 : 3;
        return { taskArns: many(100, `${desiredStatus}-${page}-`), ...(page < last && { nextToken: `${page + 1}` }) };
      },
      DescribeTasks: async ({ tasks }) => {
        await clock.sleep(callMs);
        return { tasks: (tasks as readonly string[]).map((taskArn) => ({ taskArn })) };
      },
    });
    const reading = reader.tasks('prod', 'blue').then((tasks) => ({ count: tasks.length, seconds: clock.now().getTime() / 1_000 }));
    await clock.runUntilIdle(60_000);
    const { count, seconds } = await reading;
    expect({ count, seconds }).toEqual({ count: 1_400, seconds: 4.8 });
    expect(seconds).toBeLessThan(limits.guardSeconds.value);
  });

  // Were both lists read at once, it would be in neither.
  it('gives one that stops while the list of those that run is read', async () => {
    const stopped: string[] = [];
    const { reader } = aReader({
      ListTasks: ({ desiredStatus, nextToken }) => {
        if (desiredStatus === 'STOPPED') return { taskArns: [...stopped] };
        if (nextToken === undefined) return { taskArns: ['runs'], nextToken: 'more' };
        stopped.push('crashed');
        return { taskArns: [] };
      },
      DescribeTasks: ({ tasks }) => ({ tasks: (tasks as readonly string[]).map((taskArn) => ({ taskArn })) }),
    });
    expect((await reader.tasks('prod', 'blue')).map((task) => task.arn)).toEqual(['runs', 'crashed']);
  });
});
