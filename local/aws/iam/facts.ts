import type { Fact, Facts } from './condition.ts';

/** Condition keys by lower-case name; `null` for one that this request has not. */
export function given(values: Readonly<Record<string, Fact>>): Facts {
  return (key) => (Object.hasOwn(values, key) ? values[key] : undefined);
}

/** `aws:ResourceTag/…` of a resource, whose tags are by lower-case name, and other keys. */
export function tagged(tags: ReadonlyMap<string, string>, others: Readonly<Record<string, Fact>> = {}, family = 'aws:resourcetag/'): Facts {
  const rest = given(others);
  return (key) => (key.startsWith(family) ? (tags.get(key.slice(family.length)) ?? null) : rest(key));
}
