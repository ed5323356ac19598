import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { InvalidInputError } from '../../core/errors.ts';
import { UnmodelledCallError } from './aws-calls.ts';
import type { ResourceId } from './resource-maker.ts';

/**
 * The properties of a template's resource, checked and with defaults.
 *
 * @throws {InvalidInputError} a property that is missing, of the wrong kind or not modelled, with its path
 */
export function resourceProperties<Schema extends z.ZodType>(
  schema: Schema,
  properties: Readonly<Record<string, unknown>>,
  resource: { readonly logicalId: string },
): z.infer<Schema> {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`resource ${resource.logicalId}: ${z.prettifyError(parsed.error)}`);
}

/**
 * Refuses a stack update that AWS would make by replacing the resource.
 *
 * @throws {UnmodelledCallError} one of the properties `names` differs from what the resource was made from
 */
export function refuseReplacement(properties: Readonly<Record<string, unknown>>, resource: ResourceId, names: readonly string[]): void {
  const before = resource.previous?.properties ?? properties;
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], properties[name]));
  if (changed.length > 0) throw new UnmodelledCallError(`replacing ${resource.logicalId} because ${changed.join(', ')} changed`);
}
