import type {
  DescribeClustersCommandInput,
  DescribeClustersCommandOutput,
  DescribeTasksCommandInput,
  DescribeTasksCommandOutput,
  ListTasksCommandInput,
  ListTasksCommandOutput,
  StopTaskCommandInput,
  StopTaskCommandOutput,
  Task,
} from '@aws-sdk/client-ecs';
import { plainCopy } from '../../plain-copy.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import { invalidParameter } from './ecs-errors.ts';
import type { EcsNeeds } from './ecs-needs.ts';
import type { EcsState } from './ecs-state.ts';
import { findCluster, findService, nameOf } from './find.ts';
import type { TaskRecord } from './task-record.ts';

type Answer<Output> = Promise<Omit<Output, '$metadata'>>;

const tasksMax = 100;

/** ListTasks, DescribeTasks, StopTask and DescribeClusters. Lists come whole, on one page. */
export function taskOperations(state: EcsState, needs: EcsNeeds) {
  return {
    ListTasks: async (input: ListTasksCommandInput): Answer<ListTasksCommandOutput> => ({ taskArns: listed(state, needs, input) }),
    DescribeTasks: async (input: DescribeTasksCommandInput): Answer<DescribeTasksCommandOutput> => {
      const clusterArn = findCluster(state, input.cluster, needs);
      const asked = input.tasks ?? [];
      if (asked.length === 0 || asked.length > tasksMax) throw invalidParameter(`Tasks must be 1 to ${tasksMax}, not ${asked.length}.`);
      const found = asked.map((name) => ({ name, task: lookUp(state, clusterArn, name) }));
      return {
        tasks: found.flatMap(({ task }) => (task === undefined ? [] : described(task))),
        failures: found.flatMap(({ name, task }) => (task === undefined ? { arn: arnOf(clusterArn, name), reason: 'MISSING' } : [])),
      };
    },
    StopTask: async (input: StopTaskCommandInput): Answer<StopTaskCommandOutput> => {
      const clusterArn = findCluster(state, input.cluster, needs);
      const task = lookUp(state, clusterArn, input.task ?? '');
      if (task === undefined) throw invalidParameter('The referenced task was not found.');
      task.askToStop({ stopCode: 'UserInitiated', stoppedReason: input.reason ?? 'Task stopped by user' });
      return { task: described(task) };
    },
    DescribeClusters: async (input: DescribeClustersCommandInput): Answer<DescribeClustersCommandOutput> => {
      const asked = (input.clusters ?? ['default']).map((name) => (name.startsWith('arn:') ? name : clusterArnOf(name, needs)));
      return {
        clusters: asked.flatMap((arn) => describedCluster(state, arn) ?? []),
        failures: asked.filter((arn) => !state.clusters.has(arn)).map((arn) => ({ arn, reason: 'MISSING' })),
      };
    },
  };
}

function listed(state: EcsState, needs: ModelNeeds, input: ListTasksCommandInput): string[] {
  const { serviceName, family, startedBy, desiredStatus = 'RUNNING' } = input;
  if (input.containerInstance !== undefined) throw new UnmodelledCallError('ListTasks with containerInstance');
  const clusterArn = findCluster(state, input.cluster, needs);
  const service = serviceName === undefined ? undefined : findService(state, clusterArn, serviceName);
  const wanted = (task: TaskRecord) =>
    task.description.clusterArn === clusterArn &&
    task.description.desiredStatus === desiredStatus &&
    (service === undefined || task.serviceArn === service.arn) &&
    (family === undefined || task.revision.family === family) &&
    (startedBy === undefined || task.description.startedBy === startedBy);
  return [...state.tasks.values()].filter(wanted).map((task) => task.arn);
}

function lookUp(state: EcsState, clusterArn: string, name: string): TaskRecord | undefined {
  const task = state.tasks.get(arnOf(clusterArn, name));
  return task?.description.clusterArn === clusterArn ? task : undefined;
}

function arnOf(clusterArn: string, name: string): string {
  return name.startsWith('arn:') ? name : `${clusterArn.replace(':cluster/', ':task/')}/${name}`;
}

function described(task: TaskRecord): Task {
  return plainCopy({ ...task.description, containers: [...task.description.containers], tags: [] });
}

function clusterArnOf(name: string, { account, region }: ModelNeeds): string {
  return `arn:aws:ecs:${region}:${account}:cluster/${name}`;
}

function describedCluster(state: EcsState, arn: string) {
  const cluster = state.clusters.get(arn);
  if (cluster === undefined) return undefined;
  const tasks = [...state.tasks.values()].filter((task) => task.description.clusterArn === arn);
  return {
    clusterArn: arn,
    clusterName: nameOf(arn),
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter((task) => task.status === 'RUNNING').length,
    pendingTasksCount: tasks.filter((task) => ['PROVISIONING', 'PENDING', 'ACTIVATING'].includes(task.status)).length,
    activeServicesCount: [...state.services.values()].filter((service) => service.clusterArn === arn).length,
    tags: [...cluster.tags],
  };
}
