import { createHash } from 'node:crypto';
import { InvalidInputError } from '../../core/errors.ts';
import { readOptionalString, valueAt } from '../../core/input.ts';
import { readServiceName } from '../../core/service/service-name.ts';
import { shown } from '../../core/shown.ts';

/**
 * The custom resource's physical id, with a digest of the properties it was asked with. CloudFormation hands back the id of the last
 * accepted request, so the request that only undoes a refused one can be told from a new one.
 */
export function physicalIdOf(request: unknown): string {
  const { ServiceToken: _, ...properties } = readProperties(request);
  const sorted = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
  const digest = createHash('sha256').update(written(sorted)).digest('hex').slice(0, 16);
  return `keep-lanes-${readServiceName(request, 'ResourceProperties.Service')}-${digest}`;
}

/** Anything else could be of any length, and each character of a text counts as a property of its own. */
function readProperties(request: unknown): Readonly<Record<string, unknown>> {
  const properties = valueAt(request, 'ResourceProperties');
  if (typeof properties === 'object' && properties !== null && !Array.isArray(properties)) return { ...properties };
  throw new InvalidInputError(`ResourceProperties is ${shown(properties)}: give an object`);
}

function written(properties: unknown): string {
  try {
    return JSON.stringify(properties);
  } catch {
    throw new InvalidInputError('ResourceProperties nest too deep to be written down: give what the template gives');
  }
}

/** True when CloudFormation asks for what it had already: it takes back an update that was refused, and no lane was written meanwhile. */
export function isTakingBack(request: unknown): boolean {
  return readOptionalString(request, 'PhysicalResourceId') === physicalIdOf(request);
}
