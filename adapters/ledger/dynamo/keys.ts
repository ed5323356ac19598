/** Names one item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Key of the one item that a deployment's decisions, signals and tokens meet on. */
export function recordKey(deploymentId: string): Key {
  return { pk: partitionOf(deploymentId), sk: 'RECORD' };
}

/** Partition of a deployment: its record, and the older part of its log. */
export function partitionOf(deploymentId: string): string {
  return `DEPLOYMENT#${deploymentId}`;
}

/** Key of the item that remembers who has a service, and what was asked for it. */
export function leaseKey(service: string): Key {
  return { pk: `LEASE#${service}`, sk: service };
}

/** The one partition of the index `held`. */
export const heldPartition = 'LEASE';

/** Partition of the index `by-service`. */
export function indexPartition(service: string): string {
  return `SERVICE#${service}`;
}
