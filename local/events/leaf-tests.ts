import { InvalidPatternError } from './invalid-pattern-error.ts';
import { isObject, type Scalar } from './json-values.ts';
import { numericTest } from './numeric-test.ts';
import { cidrTest, type Refusal, type StringTest, wildcardTest } from './string-tests.ts';

/** One member of a leaf array: a test of one value, or `absent` for `{"exists": false}`. */
export type LeafTest = ((value: Scalar) => boolean) | 'absent';

/** Reads one matcher's operand; it says why it cannot. */
type Operator = (operand: unknown, path: string) => LeafTest;

const onStrings =
  (test: StringTest): LeafTest =>
  (value) =>
    typeof value === 'string' && test(value);

const startsWith = (prefix: string): StringTest => {
  return (text) => text.startsWith(prefix);
};
const endsWith = (suffix: string): StringTest => {
  return (text) => text.endsWith(suffix);
};
const equalsIgnoringCase = (wanted: string): StringTest => {
  const lower = wanted.toLowerCase();
  return (text) => text.toLowerCase() === lower;
};
const startsWithIgnoringCase = (prefix: string): StringTest => {
  const lower = prefix.toLowerCase();
  return (text) => text.toLowerCase().startsWith(lower);
};
const endsWithIgnoringCase = (suffix: string): StringTest => {
  const lower = suffix.toLowerCase();
  return (text) => text.toLowerCase().endsWith(lower);
};

function accepted<T>(result: T | Refusal, path: string): T {
  if (typeof result === 'object' && result !== null && 'refused' in result) throw new InvalidPatternError(path, result.refused);
  return result;
}

function textOf(operand: unknown, path: string): string {
  if (typeof operand !== 'string') throw new InvalidPatternError(path, 'a string is needed');
  return operand;
}

/** `{"prefix": "a"}` or `{"prefix": {"equals-ignore-case": "a"}}`, and the same for suffix. */
function edge(exact: (text: string) => StringTest, ignoringCase: (text: string) => StringTest): Operator {
  return (operand, path) => {
    if (!isObject(operand)) return onStrings(exact(textOf(operand, path)));
    const [name, inner] = onlyMember(operand, path);
    if (name !== 'equals-ignore-case') throw new InvalidPatternError(path, `unrecognized match type ${name}`);
    return onStrings(ignoringCase(textOf(inner, path)));
  };
}

function exists(operand: unknown, path: string): LeafTest {
  if (typeof operand !== 'boolean') throw new InvalidPatternError(path, 'exists takes true or false');
  return operand ? () => true : 'absent';
}

const insideAnythingBut: Readonly<Record<string, (text: string, path: string) => StringTest>> = {
  prefix: startsWith,
  suffix: endsWith,
  'equals-ignore-case': equalsIgnoringCase,
  wildcard: (text, path) => accepted(wildcardTest(text), path),
};

/** Accepts every present value outside the set, null and values of other types too. */
function anythingBut(operand: unknown, path: string): LeafTest {
  if (isObject(operand)) return anythingButStrings(operand, path);
  const excluded: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const [kind] = excluded.map((value) => typeof value);
  if (kind !== 'string' && kind !== 'number') throw new InvalidPatternError(path, 'anything-but takes strings or numbers');
  if (excluded.some((value) => typeof value !== kind)) {
    throw new InvalidPatternError(path, 'anything-but takes only strings or only numbers, not both');
  }
  const set = new Set<unknown>(excluded);
  return (value) => !set.has(value);
}

function anythingButStrings(operand: Readonly<Record<string, unknown>>, path: string): LeafTest {
  const [name, inner] = onlyMember(operand, path);
  const make = Object.hasOwn(insideAnythingBut, name) ? insideAnythingBut[name] : undefined;
  if (make === undefined) throw new InvalidPatternError(path, `unrecognized match type ${name} inside anything-but`);
  const texts: readonly unknown[] = Array.isArray(inner) ? inner : [inner];
  if (texts.length === 0) throw new InvalidPatternError(path, 'empty arrays are not allowed');
  const tests = texts.map((text) => make(textOf(text, path), path));
  return (value) => typeof value !== 'string' || !tests.some((test) => test(value));
}

const operators: Readonly<Record<string, Operator>> = {
  exists,
  prefix: edge(startsWith, startsWithIgnoringCase),
  suffix: edge(endsWith, endsWithIgnoringCase),
  'equals-ignore-case': (operand, path) => onStrings(equalsIgnoringCase(textOf(operand, path))),
  wildcard: (operand, path) => onStrings(accepted(wildcardTest(textOf(operand, path)), path)),
  'anything-but': anythingBut,
  numeric: (operand, path) => {
    const test = accepted(numericTest(operand), path);
    return (value) => typeof value === 'number' && test(value);
  },
  cidr: (operand, path) => onStrings(accepted(cidrTest(textOf(operand, path)), path)),
};

function onlyMember(matcher: Readonly<Record<string, unknown>>, path: string): readonly [string, unknown] {
  const [member, ...others] = Object.entries(matcher);
  if (member === undefined) throw new InvalidPatternError(path, 'empty objects are not allowed');
  if (others.length > 0) throw new InvalidPatternError(path, 'only one key is allowed in a matcher');
  return member;
}

/** True for the names that mean a matcher; a `$or` branch with such a key is no branch. */
export function isOperatorName(name: string): boolean {
  return Object.hasOwn(operators, name);
}

/**
 * Compiles one member of a leaf array.
 * @throws {InvalidPatternError} EventBridge has no such matcher.
 */
export function leafTest(matcher: unknown, path: string): LeafTest {
  if (Array.isArray(matcher)) throw new InvalidPatternError(path, 'an array inside a leaf array is not allowed');
  if (!isObject(matcher)) return (value) => value === matcher;
  const [name, operand] = onlyMember(matcher, path);
  const operator = isOperatorName(name) ? operators[name] : undefined;
  if (operator === undefined) throw new InvalidPatternError(path, `unrecognized match type ${name}`);
  return operator(operand, `${path}.${name}`);
}
