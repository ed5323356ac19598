import * as z from 'zod/mini';
import { about } from './about.ts';

/** A whole number within its limits. */
export function count(min: number, max: number, description: string) {
  const fix = `give a whole number from ${min} to ${max}`;
  return z.int({ error: fix }).check(z.minimum(min, { error: fix }), z.maximum(max, { error: fix }), about(description));
}

/** A finite number within its limits. */
export function quantity(min: number, max: number, { description, fix }: { readonly description: string; readonly fix: string }) {
  return z.number({ error: fix }).check(z.minimum(min, { error: fix }), z.maximum(max, { error: fix }), about(description));
}
