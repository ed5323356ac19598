import { z } from 'zod';
import { InvalidInputError } from '../../core/errors.ts';

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
