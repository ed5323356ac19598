import { valueAt } from '../input.ts';
import type { Service } from '../service/service.ts';
import type { RevisionRequest } from './aws-requests.ts';
import type { LaneName } from './lane.ts';

/** What DescribeTaskDefinition answers and RegisterTaskDefinition refuses: the difference of the two shapes in the ECS API model. */
const answerOnly: ReadonlySet<string> = new Set([
  'TaskDefinitionArn',
  'Revision',
  'Status',
  'RequiresAttributes',
  'Compatibilities',
  'RegisteredAt',
  'DeregisteredAt',
  'DeleteRequestedAt',
  'RegisteredBy',
]);

/** The containers of a revision, as ECS names their members. */
export function containersOf(revision: RevisionRequest | undefined): readonly RevisionRequest[] {
  const containers = valueAt(revision, 'ContainerDefinitions');
  return Array.isArray(containers) ? containers.filter((container) => typeof container === 'object' && container !== null) : [];
}

/** The image that a revision gives to a container, as written there. */
export function imageOf(revision: RevisionRequest | undefined, container: string): string | undefined {
  const image = containersOf(revision).find(({ Name }) => Name === container)?.Image;
  return typeof image === 'string' ? image : undefined;
}

/**
 * The image pinned by digest. The registry is the source's own when it already uses this repository, else that of the
 * account and Region of the listener rule.
 */
export function pinnedImage(service: Service, source: RevisionRequest | undefined, digest: string): string {
  const repositoryUri = (imageOf(source, service.container) ?? '').split('@')[0]?.replace(/:[^/:]*$/, '') ?? '';
  if (repositoryUri.endsWith(`/${service.repository}`)) return `${repositoryUri}@${digest}`;
  const [, partition, , region = '', account = ''] = service.listenerRuleArn.split(':');
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `${account}.dkr.ecr.${region}.${domain}/${service.repository}@${digest}`;
}

/** The source as a new revision of the candidate lane's own family. Only the family and the container's image change. */
export function revisionFor(service: Service, lane: LaneName, source: RevisionRequest, image: string): RevisionRequest {
  const kept = Object.fromEntries(Object.entries(source).filter(([member]) => !answerOnly.has(member)));
  const containers = containersOf(source).map((container) =>
    container.Name === service.container ? { ...container, Image: image } : container,
  );
  return { ...kept, Family: `${service.name}-${lane}`, ContainerDefinitions: containers };
}

/** True when two revisions would run the same tasks: everything but the family is equal. */
export function isSameRevision(one: RevisionRequest | undefined, other: RevisionRequest): boolean {
  return one !== undefined && canonical({ ...one, Family: '' }) === canonical({ ...other, Family: '' });
}

/** JSON with sorted keys, without the members that only an answer has: equal for equal values. */
function canonical(revision: RevisionRequest): string {
  const kept = Object.fromEntries(Object.entries(revision).filter(([member]) => !answerOnly.has(member)));
  return JSON.stringify(kept, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
