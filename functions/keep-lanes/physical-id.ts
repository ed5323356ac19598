import { createHash } from 'node:crypto';
import { readOptionalString, readString, valueAt } from '../../core/input.ts';

/**
 * The custom resource's physical id, with a digest of the properties it was asked with. CloudFormation hands back the id of the last
 * accepted request, so the request that only undoes a refused one can be told from a new one.
 */
export function physicalIdOf(request: unknown): string {
  const { ServiceToken: _, ...properties } = (valueAt(request, 'ResourceProperties') ?? {}) as Readonly<Record<string, unknown>>;
  const sorted = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
  const digest = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
  return `keep-lanes-${readString(request, 'ResourceProperties.Service')}-${digest}`;
}

/** True when CloudFormation asks for what it had already: it takes back an update that was refused, and no lane was written meanwhile. */
export function isTakingBack(request: unknown): boolean {
  return readOptionalString(request, 'PhysicalResourceId') === physicalIdOf(request);
}
