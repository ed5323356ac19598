import { isObject } from './template.ts';
import { isParsed, isPlain } from './template-json.ts';

/** Names that a value refers to by `Ref`, `Fn::GetAtt` or `Fn::Sub`: logical ids, parameters and pseudo parameters alike. */
export function referencesOf(value: unknown): ReadonlySet<string> {
  const stays = typeof value === 'object' && value !== null && isParsed(value) ? value : undefined;
  const before = stays === undefined ? undefined : known.get(stays);
  if (before !== undefined) return before;
  const found = new Set<string>();
  collect(value, found);
  if (stays !== undefined) known.set(stays, found);
  return found;
}

const known = new WeakMap<object, ReadonlySet<string>>();

/** The placeholders of a `Fn::Sub` text: `${Name}` and `${Name.Attribute}`, without the escaped `${!Literal}`. */
export function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name);
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null || isPlain(value)) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) collectEntry(key, inner, found);
  }
}

function collectEntry(key: string, inner: unknown, found: Set<string>): void {
  if (key === 'Ref' && typeof inner === 'string') found.add(inner);
  else if (key === 'Fn::GetAtt') found.add(typeof inner === 'string' ? firstPart(inner) : String(Array.isArray(inner) ? inner[0] : ''));
  else if (key === 'Fn::Sub') collectSub(inner, found);
  if (key !== 'Ref') collect(inner, found);
}

function collectSub(inner: unknown, found: Set<string>): void {
  const [text, variables] = Array.isArray(inner) ? inner : [inner, {}];
  for (const name of placeholders(String(text))) {
    if (!isObject(variables) || !(name in variables)) found.add(firstPart(name));
  }
}

function firstPart(name: string): string {
  return name.split('.', 1)[0] ?? name;
}
