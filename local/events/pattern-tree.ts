import { InvalidPatternError } from './invalid-pattern-error.ts';
import { isObject, type JsonObject, type Scalar } from './json-values.ts';
import { isOperatorName, leafTest } from './leaf-tests.ts';

/** One leaf array: any of its tests may accept a value, or the field may have to be absent from the whole event. */
export interface Leaf {
  readonly path: readonly string[];
  readonly tests: readonly ((value: Scalar) => boolean)[];
  readonly acceptsAbsent: boolean;
}

/** All fields that must match together. The same name can be a leaf here and an object there when `$or` branches differ. */
export interface Tree {
  readonly leaves: ReadonlyMap<string, readonly Leaf[]>;
  readonly branches: ReadonlyMap<string, Tree>;
}

/** EventBridge's bound on what `$or` may multiply out to. */
const combinationsMax = 1000;
/** A pattern has at most 2,048 characters; none of those can nest deeper than this. */
const depthMax = 400;

const empty: Tree = { leaves: new Map(), branches: new Map() };

/**
 * Multiplies a pattern out into alternatives without `$or`, of which one must match. Merging siblings into each alternative keeps
 * "within the same array element" true across a `$or`.
 * @throws {InvalidPatternError}
 */
export function alternatives(pattern: unknown, path: readonly string[]): readonly Tree[] {
  const where = path.join('.');
  if (!isObject(pattern)) throw new InvalidPatternError(where, 'a pattern must be a JSON object');
  if (path.length > depthMax) throw new InvalidPatternError(where, `nested deeper than ${depthMax} levels`);
  const members = Object.entries(pattern);
  if (members.length === 0) throw new InvalidPatternError(where, 'empty objects are not allowed');
  let found: readonly Tree[] = [empty];
  for (const [key, value] of members) {
    const options = optionsOf(key, value, path);
    if (found.length * options.length > combinationsMax) {
      throw new InvalidPatternError(where, `$or multiplies out to more than ${combinationsMax} combinations`);
    }
    found = found.flatMap((tree) => options.map((option) => merge(tree, option)));
  }
  return found;
}

function optionsOf(key: string, value: unknown, path: readonly string[]): readonly Tree[] {
  const here = [...path, key];
  if (key === '$or' && isBranches(value)) return value.flatMap((branch) => alternatives(branch, path));
  if (Array.isArray(value)) return [{ ...empty, leaves: new Map([[key, [leaf(value, here)]]]) }];
  if (isObject(value)) return alternatives(value, here).map((tree) => ({ ...empty, branches: new Map([[key, tree]]) }));
  throw new InvalidPatternError(here.join('.'), 'must be an object or an array');
}

/** Anything else under `$or` is a field of that name, as in the open-source matcher. */
function isBranches(value: unknown): value is readonly JsonObject[] {
  if (!Array.isArray(value) || value.length < 2) return false;
  return value.every((branch) => isObject(branch) && Object.keys(branch).every((key) => !isOperatorName(key)));
}

function leaf(matchers: readonly unknown[], path: readonly string[]): Leaf {
  const where = path.join('.');
  if (matchers.length === 0) throw new InvalidPatternError(where, 'empty arrays are not allowed');
  const tests = matchers.map((matcher, index) => leafTest(matcher, `${where}[${index}]`));
  return { path, tests: tests.filter((test) => test !== 'absent'), acceptsAbsent: tests.includes('absent') };
}

function merge(one: Tree, other: Tree): Tree {
  const leaves = new Map(one.leaves);
  for (const [key, added] of other.leaves) leaves.set(key, [...(leaves.get(key) ?? []), ...added]);
  const branches = new Map(one.branches);
  for (const [key, added] of other.branches) branches.set(key, merge(branches.get(key) ?? empty, added));
  return { leaves, branches };
}
