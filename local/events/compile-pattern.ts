import { flattened, isObject, type JsonObject, ownMember, scalarsIn } from './json-values.ts';
import { alternatives, type Leaf, type Tree } from './pattern-tree.ts';

/** Answers whether an event matches. Never throws on a JSON value; time grows with event size × pattern size. */
export type EventMatcher = (event: unknown) => boolean;

/** Whether the field of a leaf occurs nowhere in the event. */
type IsAbsent = (leaf: Leaf) => boolean;

/** A tree as lists, which are quicker to walk than maps. */
interface Compiled {
  readonly leaves: readonly (readonly [string, readonly Leaf[]])[];
  readonly branches: readonly (readonly [string, Compiled])[];
}

const nothing: JsonObject = {};

/**
 * Compiles an EventBridge event pattern with the semantics of the open-source matcher (github.com/aws/event-ruler): fields are
 * ANDed, the members of a leaf array ORed, fields under one array must match within one element, numbers compare by value.
 *
 * @throws {InvalidPatternError} EventBridge would refuse the pattern; `path` and `reason` say where and why.
 * @example compilePattern({ source: ['aws.ecr'], detail: { 'action-type': ['PUSH'] } })(event)
 */
export function compilePattern(pattern: unknown): EventMatcher {
  const trees = alternatives(pattern, []).map(compiled);
  return (event) => {
    const isAbsent = absence(event);
    return trees.some((tree) => matches(tree, event, isAbsent));
  };
}

function compiled({ leaves, branches }: Tree): Compiled {
  return { leaves: [...leaves], branches: [...branches].map(([key, branch]) => [key, compiled(branch)]) };
}

function matches(tree: Compiled, value: unknown, isAbsent: IsAbsent): boolean {
  const objects = flattened(value).filter(isObject);
  const scopes = objects.length === 0 ? [nothing] : objects;
  return scopes.some(
    (scope) =>
      tree.leaves.every(([key, leaves]) => leaves.every((leaf) => accepts(leaf, ownMember(scope, key), isAbsent))) &&
      tree.branches.every(([key, branch]) => matches(branch, ownMember(scope, key), isAbsent)),
  );
}

function accepts(leaf: Leaf, value: unknown, isAbsent: IsAbsent): boolean {
  if (scalarsIn(value).some((scalar) => leaf.tests.some((test) => test(scalar)))) return true;
  return leaf.acceptsAbsent && isAbsent(leaf);
}

/** Absence is a fact about the whole event, not about one array element; each leaf is looked up once per event. */
function absence(event: unknown): IsAbsent {
  const known = new Map<Leaf, boolean>();
  return (leaf) => {
    const before = known.get(leaf);
    if (before !== undefined) return before;
    let values: readonly unknown[] = [event];
    for (const key of leaf.path)
      values = flattened(values)
        .filter(isObject)
        .map((object) => ownMember(object, key));
    const absent = scalarsIn(values).length === 0;
    known.set(leaf, absent);
    return absent;
  };
}
