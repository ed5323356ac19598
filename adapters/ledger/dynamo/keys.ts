import type { Key } from './table.ts';

/** Key of the one item that a deployment's decisions, signals and tokens meet on. */
export function recordKey(deploymentId: string): Key {
  return { pk: partitionOf(deploymentId), sk: 'RECORD' };
}

/** Partition of a deployment: its record, and the older part of its log. */
export function partitionOf(deploymentId: string): string {
  return `DEPLOYMENT#${deploymentId}`;
}

/** Partition of the index `by-service`. */
export function indexPartition(service: string): string {
  return `SERVICE#${service}`;
}
