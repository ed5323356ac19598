import type { ModelNeeds } from '../modelled-service.ts';
import { clientError, clusterNotFound, serviceNotFound } from './ecs-errors.ts';
import type { EcsState, ServiceRecord } from './ecs-state.ts';
import type { RevisionRecord } from './revision-record.ts';

/** The ARN of a cluster given by name or ARN; `default` when not given. @throws ClusterNotFoundException */
export function findCluster(state: EcsState, cluster: string | undefined, { account, region }: ModelNeeds): string {
  const arn = cluster?.startsWith('arn:') === true ? cluster : `arn:aws:ecs:${region}:${account}:cluster/${cluster ?? 'default'}`;
  if (!state.clusters.has(arn)) throw clusterNotFound();
  return arn;
}

/** The service given by name or ARN, if it is in the cluster. */
export function lookUpService(state: EcsState, clusterArn: string, service: string | undefined): ServiceRecord | undefined {
  const arn = service?.startsWith('arn:') === true ? service : `${clusterArn.replace(':cluster/', ':service/')}/${service ?? ''}`;
  const found = state.services.get(arn);
  return found?.clusterArn === clusterArn ? found : undefined;
}

/** @throws ServiceNotFoundException */
export function findService(state: EcsState, clusterArn: string, service: string | undefined): ServiceRecord {
  const found = lookUpService(state, clusterArn, service);
  if (found === undefined) throw serviceNotFound();
  return found;
}

/**
 * A revision by ARN, `family:revision`, or family, which means its latest ACTIVE one.
 *
 * @throws ClientException no such revision
 */
export function findRevision(state: EcsState, taskDefinition: string | undefined): RevisionRecord {
  const [family = '', number] = (taskDefinition ?? '').replace(/^arn:.*:task-definition\//, '').split(':');
  const revisions = state.families.get(family) ?? [];
  const found =
    number === undefined
      ? revisions.findLast((each) => each.description.status === 'ACTIVE')
      : revisions.find((each) => each.revision === Number(number));
  if (found === undefined) throw clientError('Unable to describe task definition.');
  return found;
}

/** The name at the end of an ECS ARN. */
export function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
