import * as z from 'zod/mini';
import { serviceSchema } from './service-schema.ts';

/** JSON Schema (2020-12) of a declaration as users write it: for editors, and the source of the reference page. */
export function serviceJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(serviceSchema, { io: 'input' });
}
