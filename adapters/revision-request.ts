import type { Tag, TaskDefinition } from '@aws-sdk/client-ecs';
import type { RevisionRequest } from '../core/deployment/aws-requests.ts';

/** What DescribeTaskDefinition gives and RegisterTaskDefinition refuses: the difference of the two shapes in the ECS API model. */
const answerOnly: readonly string[] = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'deregisteredAt',
  'deleteRequestedAt',
  'registeredBy',
];

/** Members of a task definition whose keys belong to the user: log and Firelens options, docker labels, volume driver options. */
const userMaps: ReadonlySet<string> = new Set(['dockerLabels', 'options', 'labels', 'driverOpts']);

/**
 * The request that registers a described task definition again, as Step Functions wants it: every member name with a capital
 * first letter, keys that belong to the user as they are.
 *
 * Tags go along, except those of AWS itself (`aws:…`), which nobody may send.
 */
export function revisionRequest(described: TaskDefinition, tags: readonly Tag[]): RevisionRequest {
  const kept = Object.fromEntries(Object.entries(described).filter(([key]) => !answerOnly.includes(key)));
  const own = tags.filter(({ key }) => !key?.startsWith('aws:'));
  return membersOf({ ...kept, ...(own.length > 0 && { tags: own }) });
}

function membersOf(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .map(([key, member]) => [`${key.charAt(0).toUpperCase()}${key.slice(1)}`, userMaps.has(key) ? member : pascalCased(member)]),
  );
}

function pascalCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascalCased);
  return value instanceof Object ? membersOf(value) : value;
}
