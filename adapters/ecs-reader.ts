import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type DesiredStatus,
  type ECSClient,
  ListTasksCommand,
  type Service,
  type Task,
} from '@aws-sdk/client-ecs';
import { chunks } from '../core/chunks.ts';
import type { RevisionRequest } from '../core/deployment/aws-requests.ts';
import { paged } from './paged.ts';
import { revisionRequest } from './revision-request.ts';
import { answered, isNamed } from './sdk-errors.ts';

/** An ECS service as it is now. Counts are tasks. */
export interface EcsServiceStatus {
  readonly name: string;
  readonly arn: string;
  /** `ACTIVE`, `DRAINING` or `INACTIVE`. */
  readonly status: string;
  readonly taskDefinitionArn: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  /** ECS service deployments, newest first; the newest is `PRIMARY`. */
  readonly deployments: readonly {
    readonly id: string;
    /** `PRIMARY`, `ACTIVE` or `INACTIVE`. */
    readonly status: string;
    readonly taskDefinitionArn: string;
    /** `IN_PROGRESS`, `COMPLETED` or `FAILED`. `FAILED` needs the circuit breaker or deployment alarms. */
    readonly rolloutState: string;
    readonly rolloutStateReason: string;
    readonly desiredCount: number;
    readonly runningCount: number;
    readonly pendingCount: number;
    readonly failedTasks: number;
  }[];
}

/** One task, running or stopped within about the last hour. */
export interface EcsTask {
  readonly arn: string;
  readonly lastStatus: string;
  readonly desiredStatus: string;
  readonly taskDefinitionArn: string;
  /** `service:<name>` for tasks of a service. */
  readonly group?: string;
  readonly createdAt?: Date;
  /** `ecs-svc/<ECS service deployment id>` for tasks of a service. */
  readonly startedBy?: string;
  readonly healthStatus?: string;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly containers: readonly {
    readonly name: string;
    readonly image?: string;
    readonly imageDigest?: string;
    /** Absent when the container never ran. */
    readonly exitCode?: number;
    readonly reason?: string;
  }[];
}

/** A revision and the request that registers the same again. */
export interface EcsTaskDefinition {
  readonly arn: string;
  readonly family: string;
  /** `ACTIVE`, `INACTIVE` or `DELETE_IN_PROGRESS`: only an active one can be rolled out. */
  readonly status: string;
  /** For `RegisterTaskDefinition`, PascalCase as Step Functions sends it, tags included. */
  readonly request: RevisionRequest;
}

/**
 * Reads ECS; it changes nothing.
 *
 * @throws {DependencyError} ECS throttled or did not answer. Retryable.
 */
export interface EcsReader {
  /** In the order asked for; a service that ECS does not know is left out. */
  services(cluster: string, names: readonly string[]): Promise<readonly EcsServiceStatus[]>;
  /** By ARN, `family:revision`, or family for its latest active revision; undefined when ECS does not know it. */
  taskDefinition(name: string): Promise<EcsTaskDefinition | undefined>;
  /** By ARN; undefined when ECS does not know it. It shows a stopped one for at least an hour. */
  task(cluster: string, taskArn: string): Promise<EcsTask | undefined>;
  /**
   * The tasks of a service that should run and those that were stopped lately, each of them also when it stops meanwhile. A thousand take as long
   * as a dozen calls one after the other, a page of a list with each.
   */
  tasks(cluster: string, service: string): Promise<readonly EcsTask[]>;
}

/** An {@link EcsReader} on the SDK. */
export function ecsReader(ecs: ECSClient): EcsReader {
  return {
    services: (cluster, names) => services(ecs, cluster, names),
    taskDefinition: (name) => taskDefinition(ecs, name),
    task: (cluster, taskArn) => task(ecs, cluster, taskArn),
    tasks: (cluster, service) => tasks(ecs, cluster, service),
  };
}

async function services(ecs: ECSClient, cluster: string, names: readonly string[]): Promise<readonly EcsServiceStatus[]> {
  const found: EcsServiceStatus[] = [];
  // DescribeServices takes 10 names at most, and tells of missing ones in `failures`, not by an error.
  for (const some of chunks(names, 10)) {
    const answer = await answered('ECS DescribeServices', ecs.send(new DescribeServicesCommand({ cluster, services: [...some] })));
    found.push(...(answer.services ?? []).map(statusOf));
  }
  return names.flatMap((name) => found.find((service) => service.name === name || service.arn === name) ?? []);
}

async function taskDefinition(ecs: ECSClient, name: string): Promise<EcsTaskDefinition | undefined> {
  try {
    const command = new DescribeTaskDefinitionCommand({ taskDefinition: name, include: ['TAGS'] });
    const { taskDefinition: found, tags } = await answered('ECS DescribeTaskDefinition', ecs.send(command));
    if (!found?.taskDefinitionArn) return undefined;
    return {
      arn: found.taskDefinitionArn,
      family: found.family ?? '',
      status: found.status ?? '',
      request: revisionRequest(found, tags ?? []),
    };
  } catch (error) {
    // ECS has no error of its own for an unknown task definition: "Unable to describe task definition."
    if (isNamed(error, 'Client') && /unable to describe/i.test(String(error))) return undefined;
    throw error;
  }
}

async function task(ecs: ECSClient, cluster: string, taskArn: string): Promise<EcsTask | undefined> {
  const [found] = await describedTasks(ecs, cluster, [taskArn]);
  return found;
}

/** DescribeTasks takes so many tasks. */
const tasksMax = 100;

/** Those of a thousand tasks at once; ECS answers some tens of such calls a second to the whole account. */
const describedAtOnce = 10;

async function tasks(ecs: ECSClient, cluster: string, service: string): Promise<readonly EcsTask[]> {
  const running = await tasksThat(ecs, cluster, service, 'RUNNING');
  // Afterwards: one that stops while pages of both are read would be in neither, and what crashed would seem to be well.
  const stopped = await tasksThat(ecs, cluster, service, 'STOPPED');
  const all: EcsTask[] = [];
  for (const some of chunks([...new Set([...running, ...stopped])], describedAtOnce * tasksMax)) {
    const answers = await Promise.all(chunks(some, tasksMax).map((arns) => describedTasks(ecs, cluster, arns)));
    all.push(...answers.flat());
  }
  return all;
}

async function tasksThat(ecs: ECSClient, cluster: string, serviceName: string, desiredStatus: DesiredStatus): Promise<readonly string[]> {
  return await paged('ECS ListTasks', async (nextToken) => {
    const command = new ListTasksCommand({ cluster, serviceName, desiredStatus, ...(nextToken && { nextToken }) });
    const page = await answered('ECS ListTasks', ecs.send(command));
    return { items: page.taskArns ?? [], next: page.nextToken };
  });
}

async function describedTasks(ecs: ECSClient, cluster: string, arns: readonly string[]): Promise<readonly EcsTask[]> {
  const answer = await answered('ECS DescribeTasks', ecs.send(new DescribeTasksCommand({ cluster, tasks: [...arns] })));
  return (answer.tasks ?? []).map(taskOf);
}

function statusOf(service: Service): EcsServiceStatus {
  return {
    name: service.serviceName ?? '',
    arn: service.serviceArn ?? '',
    status: service.status ?? '',
    taskDefinitionArn: service.taskDefinition ?? '',
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
    deployments: (service.deployments ?? []).map((deployment) => ({
      id: deployment.id ?? '',
      status: deployment.status ?? '',
      taskDefinitionArn: deployment.taskDefinition ?? '',
      rolloutState: deployment.rolloutState ?? '',
      rolloutStateReason: deployment.rolloutStateReason ?? '',
      desiredCount: deployment.desiredCount ?? 0,
      runningCount: deployment.runningCount ?? 0,
      pendingCount: deployment.pendingCount ?? 0,
      failedTasks: deployment.failedTasks ?? 0,
    })),
  };
}

function taskOf(task: Task): EcsTask {
  return {
    arn: task.taskArn ?? '',
    lastStatus: task.lastStatus ?? '',
    desiredStatus: task.desiredStatus ?? '',
    taskDefinitionArn: task.taskDefinitionArn ?? '',
    ...(task.group && { group: task.group }),
    ...(task.createdAt && { createdAt: task.createdAt }),
    ...(task.startedBy && { startedBy: task.startedBy }),
    ...(task.healthStatus && { healthStatus: task.healthStatus }),
    ...(task.stopCode && { stopCode: task.stopCode }),
    ...(task.stoppedReason && { stoppedReason: task.stoppedReason }),
    containers: (task.containers ?? []).map((container) => ({
      name: container.name ?? '',
      ...(container.image && { image: container.image }),
      ...(container.imageDigest && { imageDigest: container.imageDigest }),
      ...(container.exitCode !== undefined && { exitCode: container.exitCode }),
      ...(container.reason && { reason: container.reason }),
    })),
  };
}
