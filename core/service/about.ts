import * as z from 'zod/mini';

/** The fix of a value that is no object where one is expected. */
export const objectFix = 'give an object with the fields of the reference';

/** What editors and the reference page show of a field. */
export function about(description: string, example?: unknown) {
  return z.meta({ description, ...(example !== undefined && { examples: [example] }) });
}

/** Like {@link about}, for an object that the JSON Schema and the reference page show by itself. */
export function defined(id: string, description: string) {
  return z.meta({ id, description });
}
