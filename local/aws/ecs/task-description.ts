import type { Container, Task } from '@aws-sdk/client-ecs';
import { identifiers } from '../identifiers.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import type { ServiceRecord } from './ecs-state.ts';
import { nameOf } from './find.ts';
import type { RevisionRecord } from './revision-record.ts';
import type { TaskRecord } from './task-record.ts';

/** What a new task says about itself; `version` 0 until its first state. */
export function newTaskDescription(
  service: ServiceRecord,
  of: { readonly deploymentId: string; readonly revision: RevisionRecord },
  needs: ModelNeeds,
): TaskRecord['description'] {
  const ids = identifiers(needs.random);
  const id = ids.hex(32);
  const place = `${nameOf(service.clusterArn)}/${id}`;
  const arn = `arn:aws:ecs:${needs.region}:${needs.account}:task/${place}`;
  const definition = of.revision.description.containerDefinitions?.[0];
  const container: Container = {
    containerArn: `arn:aws:ecs:${needs.region}:${needs.account}:container/${place}/${ids.uuid()}`,
    taskArn: arn,
    name: definition?.name,
    image: definition?.image,
    lastStatus: 'PENDING',
    networkInterfaces: [],
    healthStatus: 'UNKNOWN',
    cpu: String(definition?.cpu ?? 0),
  };
  return {
    taskArn: arn,
    clusterArn: service.clusterArn,
    taskDefinitionArn: of.revision.arn,
    group: `service:${service.name}`,
    startedBy: of.deploymentId,
    containers: [container],
    attachments: [{ id: ids.uuid(), type: 'eni', status: 'PRECREATED', details: [] }],
    attributes: [
      { name: 'ecs.cpu-architecture', value: of.revision.description.runtimePlatform?.cpuArchitecture?.toLowerCase() ?? 'x86_64' },
    ],
    availabilityZone: `${needs.region}a`,
    connectivity: 'CONNECTED',
    connectivityAt: needs.clock.now(),
    cpu: of.revision.description.cpu ?? '256',
    memory: of.revision.description.memory ?? '512',
    createdAt: needs.clock.now(),
    desiredStatus: 'RUNNING',
    lastStatus: 'PROVISIONING',
    enableExecuteCommand: service.passive.enableExecuteCommand ?? false,
    ephemeralStorage: { sizeInGiB: 20 },
    healthStatus: 'UNKNOWN',
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    overrides: { containerOverrides: [{ name: definition?.name }] },
    version: 0,
  };
}

/** The task's one container with some members changed. */
export function withContainer(task: TaskRecord['description'], change: Partial<Container>): TaskRecord['description'] {
  return { ...task, containers: [{ ...task.containers[0], ...change }] };
}

/** The `detail` of an ECS Task State Change event: the description with times as text, without the health that events leave out. */
export function taskEventDetail(task: Task): Readonly<Record<string, unknown>> {
  const { healthStatus: _health, tags: _tags, containers = [], ...rest } = task;
  const told = containers.map(({ healthStatus: _containerHealth, ...container }) => container);
  return { ...JSON.parse(JSON.stringify({ ...rest, containers: told })), updatedAt: latestTime(task) };
}

function latestTime(task: Task): string | undefined {
  const times = [
    task.createdAt,
    task.pullStartedAt,
    task.pullStoppedAt,
    task.startedAt,
    task.stoppingAt,
    task.executionStoppedAt,
    task.stoppedAt,
  ];
  return times.findLast((time) => time !== undefined)?.toISOString();
}
