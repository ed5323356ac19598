import type { Deployment, DescribeServicesCommandInput, DescribeServicesCommandOutput, Service } from '@aws-sdk/client-ecs';
import { plainCopy } from '../../plain-copy.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import { invalidParameter } from './ecs-errors.ts';
import type { DeploymentRecord, EcsState, ServiceRecord } from './ecs-state.ts';
import { findCluster, lookUpService } from './find.ts';
import type { TaskRecord } from './task-record.ts';

const servicesMax = 10;
const starting = ['PROVISIONING', 'PENDING', 'ACTIVATING'];

/** DescribeServices: a service that does not exist is a failure in the answer, not an exception. */
export function describeServices(state: EcsState, needs: ModelNeeds) {
  return async (input: DescribeServicesCommandInput): Promise<Omit<DescribeServicesCommandOutput, '$metadata'>> => {
    const clusterArn = findCluster(state, input.cluster, needs);
    const asked = input.services ?? [];
    if (asked.length === 0) throw invalidParameter('Services cannot be empty.');
    if (asked.length > servicesMax) throw invalidParameter(`Services cannot be more than ${servicesMax}.`);
    const found = asked.map((name) => ({ name, service: lookUpService(state, clusterArn, name) }));
    const withTags = input.include?.includes('TAGS') === true;
    return {
      services: found.flatMap(({ service }) =>
        service === undefined ? [] : { ...describedService(state, service), ...(withTags ? { tags: [...service.tags] } : {}) },
      ),
      failures: found.flatMap(({ name, service }) => {
        if (service !== undefined) return [];
        return { arn: name.startsWith('arn:') ? name : `${clusterArn.replace(':cluster/', ':service/')}/${name}`, reason: 'MISSING' };
      }),
    };
  };
}

/** A service as the API answers it, without tags. */
export function describedService(state: EcsState, service: ServiceRecord): Service {
  const tasks = [...state.tasks.values()].filter((task) => task.serviceArn === service.arn);
  const [primary] = service.deployments;
  return {
    ...plainCopy(service.passive),
    ...counts(tasks),
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    status: 'ACTIVE',
    desiredCount: service.desiredCount,
    taskDefinition: primary?.revision.arn,
    loadBalancers: plainCopy([...service.loadBalancers]),
    serviceRegistries: [],
    launchType: 'FARGATE',
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    deploymentConfiguration: {
      strategy: 'ROLLING',
      deploymentCircuitBreaker: { enable: service.circuitBreaker, rollback: false },
      maximumPercent: service.maximumPercent,
      minimumHealthyPercent: service.minimumHealthyPercent,
    },
    deployments: service.deployments.map((deployment) => describedDeployment(service, deployment, tasks)),
    events: plainCopy(service.events),
    healthCheckGracePeriodSeconds: service.graceSeconds,
    availabilityZoneRebalancing: service.availabilityZoneRebalancing,
    createdAt: service.createdAt,
  };
}

function describedDeployment(service: ServiceRecord, deployment: DeploymentRecord, tasks: readonly TaskRecord[]): Deployment {
  const own = tasks.filter((task) => task.deploymentId === deployment.id);
  const isPrimary = deployment === service.deployments[0];
  return {
    ...counts(own),
    id: deployment.id,
    status: isPrimary ? 'PRIMARY' : 'ACTIVE',
    taskDefinition: deployment.revision.arn,
    desiredCount: isPrimary ? service.desiredCount : own.filter((task) => task.stopping === undefined).length,
    failedTasks: deployment.failedTasks,
    createdAt: deployment.createdAt,
    updatedAt: deployment.updatedAt,
    launchType: 'FARGATE',
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

function counts(tasks: readonly TaskRecord[]): { readonly runningCount: number; readonly pendingCount: number } {
  return {
    runningCount: tasks.filter((task) => task.status === 'RUNNING').length,
    pendingCount: tasks.filter((task) => starting.includes(task.status)).length,
  };
}
