/** A JSON leaf. */
export type Scalar = string | number | boolean | null;

/** A JSON object; read its members with {@link ownMember} only, because keys come from outside. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object, false for arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member itself, never one inherited: `__proto__` and `constructor` are plain keys. */
export function ownMember(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The value itself, or every member of a nested array, in order. Its own stack: an event may nest deeper than the call stack. */
export function flattened(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return value === undefined ? [] : [value];
  const found: unknown[] = [];
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (!Array.isArray(next)) found.push(next);
    else for (let index = next.length - 1; index >= 0; index -= 1) pending.push(next[index]);
  }
  return found;
}

/** The leaves of a value: objects and empty arrays have none. */
export function scalarsIn(value: unknown): readonly Scalar[] {
  return flattened(value).filter((item): item is Scalar => item === null || ['string', 'number', 'boolean'].includes(typeof item));
}
