import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

/** One line per problem of a refused declaration: where, what was there, and what to write instead. */
export function problemsOf(error: z.ZodError, json: unknown): readonly string[] {
  return error.issues.flatMap((issue) => lines(issue, [], json));
}

function lines(issue: Issue, above: readonly PropertyKey[], json: unknown): readonly string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => line([...path, key], json, 'remove it, or correct its spelling: there is no such field'));
  }
  if (issue.code === 'invalid_union') {
    // The branch whose type fits is the one the user meant; without such a branch the union's own fix says what may stand here.
    const meant = issue.errors.find((branch) => !branch.some(({ code, path: at }) => at.length === 0 && isTypeMismatch(code)));
    if (meant !== undefined) return meant.flatMap((inner) => lines(inner, path, json));
  }
  return [line(path, json, issue.message)];
}

function isTypeMismatch(code: Issue['code']): boolean {
  return code === 'invalid_type' || code === 'invalid_value';
}

function line(path: readonly PropertyKey[], json: unknown, fix: string): string {
  return `${path.map(String).join('.') || 'the service'}: ${describe(given(json, path))}; ${fix}`;
}

function given(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    return (at as Record<PropertyKey, unknown>)[key];
  }, json);
}

/** Names a value in a few words. Never walks into it, so that a hostile input costs nothing. */
function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const shown = typeof value === 'string' && value.length > 80 ? `${value.slice(0, 80)}…` : value;
  const written = typeof shown === 'string' ? JSON.stringify(shown) : String(shown);
  return `${written} is not usable`;
}
