import type { DeploymentConfiguration, UpdateServiceCommandInput, UpdateServiceCommandOutput } from '@aws-sdk/client-ecs';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import { describedService } from './describe-services.ts';
import { clientError, invalidParameter } from './ecs-errors.ts';
import type { EcsState, ServiceRecord } from './ecs-state.ts';
import { findCluster, findRevision, findService } from './find.ts';
import type { RevisionRecord } from './revision-record.ts';
import type { Scheduler } from './scheduler.ts';

/** Members of UpdateService that are followed; any other is refused by name. */
const modelled: ReadonlySet<string> = new Set([
  'cluster',
  'service',
  'desiredCount',
  'taskDefinition',
  'forceNewDeployment',
  'deploymentConfiguration',
  'healthCheckGracePeriodSeconds',
  'availabilityZoneRebalancing',
  'enableExecuteCommand',
]);

/** UpdateService: a new revision or `forceNewDeployment` makes a deployment, everything else changes the service as it is. */
export function updateService(state: EcsState, needs: ModelNeeds, scheduler: Scheduler) {
  return async (input: UpdateServiceCommandInput): Promise<Omit<UpdateServiceCommandOutput, '$metadata'>> => {
    for (const [name, value] of Object.entries(input))
      if (value !== undefined && !modelled.has(name)) throw new UnmodelledCallError(`UpdateService with ${name}`);
    const service = findService(state, findCluster(state, input.cluster, needs), input.service);
    const revision = input.taskDefinition === undefined ? undefined : activeRevision(state, input.taskDefinition);
    applySettings(service, input);
    const current = service.deployments[0]?.revision;
    const next = revision ?? current;
    if (next !== undefined && (input.forceNewDeployment === true || next !== current)) scheduler.deploy(service, next);
    scheduler.wake(service.arn);
    return { service: describedService(state, service) };
  };
}

/** @throws ClientException the revision does not exist or is INACTIVE */
export function activeRevision(state: EcsState, taskDefinition: string): RevisionRecord {
  const revision = findRevision(state, taskDefinition);
  if (revision.description.status !== 'ACTIVE') throw clientError('TaskDefinition is inactive');
  return revision;
}

function applySettings(service: ServiceRecord, input: UpdateServiceCommandInput): void {
  const { desiredCount } = input;
  if (desiredCount !== undefined && (!Number.isInteger(desiredCount) || desiredCount < 0))
    throw invalidParameter(`desiredCount must be an integer of at least 0, not ${desiredCount}`);
  service.desiredCount = desiredCount ?? service.desiredCount;
  service.graceSeconds = input.healthCheckGracePeriodSeconds ?? service.graceSeconds;
  service.availabilityZoneRebalancing = input.availabilityZoneRebalancing ?? service.availabilityZoneRebalancing;
  if (input.enableExecuteCommand !== undefined) service.passive = { ...service.passive, enableExecuteCommand: input.enableExecuteCommand };
  if (input.deploymentConfiguration !== undefined) applyDeploymentConfiguration(service, input.deploymentConfiguration);
}

/**
 * Takes over how a service deploys. @throws {@link UnmodelledCallError} for a strategy other than ROLLING, the breaker's own rollback or
 * threshold, and deployment alarms
 */
export function applyDeploymentConfiguration(service: ServiceRecord, configuration: DeploymentConfiguration): void {
  const { deploymentCircuitBreaker: breaker, strategy = 'ROLLING' } = configuration;
  if (strategy !== 'ROLLING') throw new UnmodelledCallError(`the deployment strategy ${strategy}`);
  if (breaker?.rollback === true) throw new UnmodelledCallError('the rollback of a deployment circuit breaker');
  if (breaker?.thresholdConfiguration !== undefined)
    throw new UnmodelledCallError('the threshold configuration of a deployment circuit breaker');
  if (breaker?.resetOnHealthyTask === false) throw new UnmodelledCallError('a deployment circuit breaker that never resets its count');
  if (configuration.alarms?.enable === true) throw new UnmodelledCallError('deployment alarms of an ECS service');
  service.circuitBreaker = breaker?.enable ?? service.circuitBreaker;
  service.minimumHealthyPercent = configuration.minimumHealthyPercent ?? service.minimumHealthyPercent;
  service.maximumPercent = configuration.maximumPercent ?? service.maximumPercent;
}
