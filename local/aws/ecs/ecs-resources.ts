import type { DeploymentConfiguration, RegisterTaskDefinitionCommandInput, Tag } from '@aws-sdk/client-ecs';
import type { z } from 'zod';
import { physicalName } from '../../template/physical-name.ts';
import type { ResourceMaker } from '../resource-maker.ts';
import { refuseReplacement, resourceProperties } from '../resource-properties.ts';
import { camelCase } from './camel-case.ts';
import { invalidParameter } from './ecs-errors.ts';
import type { EcsNeeds } from './ecs-needs.ts';
import { ClusterProperties, ServiceProperties, TaskDefinitionProperties } from './ecs-properties.ts';
import type { EcsState, ServiceRecord } from './ecs-state.ts';
import { findCluster, nameOf } from './find.ts';
import type { Scheduler } from './scheduler.ts';
import { registerRevision } from './task-definitions.ts';
import { activeRevision, applyDeploymentConfiguration } from './update-service.ts';

/** Makers of the three ECS resource types. */
export function ecsResources(state: EcsState, needs: EcsNeeds, scheduler: Scheduler): Readonly<Record<string, ResourceMaker>> {
  return {
    'AWS::ECS::Cluster': clusterMaker(state, needs),
    'AWS::ECS::TaskDefinition': taskDefinitionMaker(state, needs),
    'AWS::ECS::Service': serviceMaker(state, needs, scheduler),
  };
}

function clusterMaker(state: EcsState, { account, region }: EcsNeeds): ResourceMaker {
  return (properties, resource) => {
    const given = resourceProperties(ClusterProperties, properties, resource);
    const name = given.ClusterName ?? physicalName(resource, 255);
    const arn = `arn:aws:ecs:${region}:${account}:cluster/${name}`;
    state.clusters.set(arn, { name, tags: asTags(given.Tags) });
    return { ref: name, attributes: { Arn: arn } };
  };
}

function taskDefinitionMaker(state: EcsState, needs: EcsNeeds): ResourceMaker {
  return (properties, resource) => {
    const { Family, ...given } = resourceProperties(TaskDefinitionProperties, properties, resource);
    // The service checks what matters; a template member that the API lacks would be refused by AWS at deployment.
    const input = camelCase({ ...given, Family: Family ?? physicalName(resource, 255) }) as RegisterTaskDefinitionCommandInput;
    const { arn } = registerRevision(state, needs, input, { roleArn: `arn:aws:iam::${needs.account}:role/cloudformation` });
    return { ref: arn, attributes: { TaskDefinitionArn: arn } };
  };
}

function serviceMaker(state: EcsState, needs: EcsNeeds, scheduler: Scheduler): ResourceMaker {
  return (properties, resource) => {
    const given = resourceProperties(ServiceProperties, properties, resource);
    const clusterArn = findCluster(state, given.Cluster, needs);
    const known = state.services.get(resource.previous?.ref ?? '');
    const name = given.ServiceName ?? physicalName(resource, 255);
    const service = known ?? newService(given, { name, clusterArn, createdAt: needs.clock.now() });
    if (known !== undefined) refuseReplacement(properties, resource, ['Cluster', 'ServiceName', 'LoadBalancers']);
    else if (state.services.has(service.arn)) throw invalidParameter('Creation of service was not idempotent.');
    applyDeploymentConfiguration(service, camelCase(given.DeploymentConfiguration) as DeploymentConfiguration);
    refuseUnusedGroups(service, needs);
    const revision = activeRevision(state, given.TaskDefinition);
    // As on AWS, an update sends every property of the template again, whatever has changed the service meanwhile.
    service.desiredCount = given.DesiredCount ?? service.desiredCount;
    service.graceSeconds = given.HealthCheckGracePeriodSeconds;
    service.availabilityZoneRebalancing = given.AvailabilityZoneRebalancing;
    state.services.set(service.arn, service);
    if (service.deployments[0]?.revision !== revision) scheduler.deploy(service, revision);
    scheduler.wake(service.arn);
    return { ref: service.arn, attributes: { ServiceArn: service.arn, Name: nameOf(service.arn) } };
  };
}

/** @throws InvalidParameterException no load balancer sends requests to the service's target group */
function refuseUnusedGroups(service: ServiceRecord, { targets }: EcsNeeds): void {
  for (const { targetGroupArn = '' } of service.loadBalancers)
    if (!targets.inUse(targetGroupArn))
      throw invalidParameter(`The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`);
}

function newService(
  given: z.infer<typeof ServiceProperties>,
  of: { readonly name: string; readonly clusterArn: string; readonly createdAt: Date },
): ServiceRecord {
  const { EnableExecuteCommand, EnableECSManagedTags, PropagateTags, PlatformVersion, NetworkConfiguration } = given;
  const passive = { EnableExecuteCommand, EnableECSManagedTags, PropagateTags, PlatformVersion, NetworkConfiguration };
  return {
    ...of,
    arn: `${of.clusterArn.replace(':cluster/', ':service/')}/${of.name}`,
    desiredCount: given.DesiredCount ?? 1,
    graceSeconds: given.HealthCheckGracePeriodSeconds,
    availabilityZoneRebalancing: given.AvailabilityZoneRebalancing,
    circuitBreaker: false,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    loadBalancers: given.LoadBalancers.map((each) => ({
      targetGroupArn: each.TargetGroupArn,
      containerName: each.ContainerName,
      containerPort: each.ContainerPort,
    })),
    passive: camelCase(passive) as ServiceRecord['passive'],
    tags: asTags(given.Tags),
    deployments: [],
    events: [],
    steady: false,
  };
}

function asTags(tags: readonly { readonly Key: string; readonly Value: string }[]): Tag[] {
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
}
