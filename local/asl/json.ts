/** What flows between states. Values are shared, never changed in place. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for a JSON object, not for an array or null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Texts that need no escape, and one byte for each character: nearly all. */
const asItIs = /^[ !#-[\]-~]*$/;

const sizes = new WeakMap<object, number>();

/** Bytes of the compact JSON text in UTF-8. Values never change, so each object is measured once. */
export function jsonBytes(value: Json): number {
  if (typeof value === 'string') return asItIs.test(value) ? value.length + 2 : Buffer.byteLength(JSON.stringify(value));
  if (typeof value !== 'object' || value === null) return String(value).length;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const size = Array.isArray(value) ? arrayBytes(value) : objectBytes(value as JsonObject);
  sizes.set(value, size);
  return size;
}

function arrayBytes(values: readonly Json[]): number {
  let size = Math.max(2, values.length + 1);
  for (const value of values) size += jsonBytes(value);
  return size;
}

function objectBytes(object: JsonObject): number {
  const entries = Object.entries(object);
  let size = Math.max(2, entries.length + 1);
  for (const [key, value] of entries) size += jsonBytes(key) + 1 + jsonBytes(value);
  return size;
}
