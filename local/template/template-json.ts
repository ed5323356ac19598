import { isObject } from './template.ts';

/** Parts of parsed texts that mean themselves: nothing inside is resolved. */
const plain = new WeakSet<object>();
const parsed = new WeakSet<object>();

/**
 * Parses the text of a template. Nobody can change what it returns, so it may be kept and shared by many worlds.
 *
 * @throws {SyntaxError} the text is not JSON.
 */
export function parseTemplateJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  seal(value);
  return value;
}

/** True for an object or list that {@link parseTemplateJson} made and that holds neither an intrinsic function nor a dynamic reference. */
export function isPlain(value: object): boolean {
  return plain.has(value);
}

/** True for every object or list that {@link parseTemplateJson} made: what is found out about it stays true. */
export function isParsed(value: object): boolean {
  return parsed.has(value);
}

/** Freezes a value and all inside; true when it means itself. */
function seal(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('{{resolve:');
  if (typeof value !== 'object' || value === null) return true;
  let isOwn = !isObject(value) || !Object.keys(value).some(mayBeFunction);
  for (const inner of Object.values(value)) isOwn = seal(inner) && isOwn;
  Object.freeze(value);
  parsed.add(value);
  if (isOwn) plain.add(value);
  return isOwn;
}

function mayBeFunction(key: string): boolean {
  return key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');
}
