/**
 * What a JSON pointer (RFC 6901) points at in a value; undefined when nothing is there. The empty pointer is the whole value.
 *
 * @example jsonPointer({ data: [{ 'a/b': 7 }] }, '/data/0/a~1b') // 7
 */
export function jsonPointer(value: unknown, pointer: string): unknown {
  if (pointer === '') return value;
  if (!pointer.startsWith('/')) return undefined;
  const names = pointer.slice(1).split('/');
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')).reduce(memberOf, value);
}

function memberOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined;
  return value instanceof Object && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
