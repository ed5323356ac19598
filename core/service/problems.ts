import type * as z from 'zod/mini';
import { shortened } from '../shown.ts';
import { shownValue } from './shown-value.ts';

type Issue = z.core.$ZodIssue;

const noSuchField = 'remove it, or correct its spelling: there is no such field';

/** Fields that stood elsewhere once, by path, and where what they said is written. */
const moved: ReadonlyMap<string, string> = new Map([
  [
    'analysis.errorRateMax',
    'write it into a metric: analysis.metrics: [{ "preset": "errors", "errorRateMax": 0.01 }, "latency", "baseline"]',
  ],
]);

/** The keys of a path are the user's own, and may be of any length. */
const pathCharactersMax = 200;

/** One line per problem of a refused declaration: where, what was there, and what to write instead. */
export function problemsOf(error: z.core.$ZodError, json: unknown): readonly string[] {
  return error.issues.flatMap((issue) => lines(issue, [], json));
}

function lines(issue: Issue, above: readonly PropertyKey[], json: unknown): readonly string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => line([...path, key], json, moved.get([...path, key].join('.')) ?? noSuchField));
  }
  if (issue.code === 'custom' && Array.isArray(issue.params?.lines)) return issue.params.lines.map((inner) => `${path.join('.')}.${inner}`);
  if (issue.code === 'invalid_union') {
    // The branch whose type fits is the one the user meant; without such a branch the union's own fix says what may stand here.
    const meant = issue.errors.find((branch) => !branch.some((inner) => isOtherBranch(inner, path, json)));
    if (meant !== undefined) return meant.flatMap((inner) => lines(inner, path, json));
  }
  return [line(path, json, issue.message)];
}

/** An issue that says: not this branch. A branch is told by its type or, among objects, by the word in one field of it. */
function isOtherBranch(issue: Issue, above: readonly PropertyKey[], json: unknown): boolean {
  const isWordless =
    issue.path.length === 1 &&
    issue.code === 'invalid_union' &&
    issue.errors.length === 0 &&
    given(json, [...above, ...issue.path]) === undefined;
  return isWordless || (issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value'));
}

function line(path: readonly PropertyKey[], json: unknown, fix: string): string {
  return `${shortened(path.map(String).join('.'), pathCharactersMax) || 'the service'}: ${shownValue(given(json, path), path)}; ${fix}`;
}

function given(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    return (at as Record<PropertyKey, unknown>)[key];
  }, json);
}
