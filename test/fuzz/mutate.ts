import fc from 'fast-check';
import { hostileValue, inheritedNames, ownMembers } from './hostile-values.ts';

type Kind = 'drop' | 'duplicate' | 'wrap' | 'replace' | 'add';

/** One change of one place of a sample, counted from its top: which place wraps around, what to do, and with what. */
interface Mutation {
  readonly place: number;
  readonly kind: Kind;
  readonly name: string;
  readonly by: unknown;
}

const kinds = ['replace', 'replace', 'replace', 'drop', 'drop', 'duplicate', 'wrap', 'add'] as const satisfies readonly Kind[];
const names = [...inheritedNames, 'Detail', 'DETAIL-TYPE', 'kind', '', 'k'.repeat(100_000)];
// A tuple, not a record: generating is most of what a case costs.
const mutation = fc.tuple(fc.nat(200), fc.constantFrom(...kinds), fc.constantFrom(...names), hostileValue);

/** A sample with a few places changed; without any change now and then, so that the way that is allowed is walked too. */
export function mutated(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.nat(samples.length - 1), fc.array(mutation, { maxLength: 4 }))
    .map(([index, mutations]) =>
      mutations.reduce<unknown>((sample, [place, kind, name, by]) => change(sample, { place, kind, name, by }), samples[index]),
    );
}

function change(sample: unknown, mutation: Mutation): unknown {
  const places = placesOf(sample);
  const path = places[mutation.place % places.length] ?? [];
  return at(sample, path, mutation);
}

/** The path of every place of a value, its top first; no deeper than a sample goes, because replaced parts may nest without end. */
function placesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null || path.length > 6) return [path];
  const members = Object.keys(value).slice(0, 40);
  return [path, ...members.flatMap((key) => placesOf((value as Readonly<Record<string, unknown>>)[key], [...path, key]))];
}

function at(value: unknown, [key, ...rest]: readonly string[], mutation: Mutation): unknown {
  if (key === undefined) return changed(value, mutation);
  const drops = rest.length === 0 && mutation.kind === 'drop';
  if (Array.isArray(value)) {
    return value.flatMap((member: unknown, index) => (String(index) === key ? (drops ? [] : [at(member, rest, mutation)]) : [member]));
  }
  const entries = Object.entries(value as object).flatMap(([name, member]) =>
    name === key ? (drops ? [] : [[name, at(member, rest, mutation)] as const]) : [[name, member] as const],
  );
  return ownMembers(entries);
}

function changed(value: unknown, mutation: Mutation): unknown {
  switch (mutation.kind) {
    case 'drop':
      return null;
    case 'duplicate':
      return [value, value];
    case 'wrap':
      return { value };
    case 'replace':
      return mutation.by;
    case 'add':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? ownMembers([...Object.entries(value), [mutation.name, mutation.by]])
        : mutation.by;
  }
}
