import jsonata from 'jsonata';
import type { AddedFunctions } from './added-functions.ts';
import { inspectExpression, type References } from './inspect-expression.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** What an expression can see. */
export interface Scope {
  readonly states: JsonObject;
  readonly variables: JsonObject;
  readonly functions: AddedFunctions;
  /** Where it stands, for the cause of a failure. */
  readonly entered: { readonly state: string; readonly eventId: number };
}

/** A compiled JSONata expression. Undefined means that it selected nothing. */
export interface Expression {
  readonly source: string;
  readonly references: References;
  evaluate(scope: Scope): Json | undefined | Promise<Json | undefined>;
}

/** Compiled expressions are kept for the life of the process: a machine is created again for every simulated world. */
const compiled = new Map<string, Expression>();
const compiledMax = 20_000;

/**
 * Compiles a JSONata expression, without `{%` and `%}`.
 *
 * @throws jsonata's own error when the text is not JSONata 2.0.6.
 */
export function compileExpression(source: string): Expression {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  if (compiled.size >= compiledMax) compiled.clear();
  const expression = compile(source);
  compiled.set(source, expression);
  return expression;
}

function compile(source: string): Expression {
  const program = jsonata(source);
  const tree = program.ast();
  const references = inspectExpression(tree);
  const path = plainPath(tree);
  const slowly = async (scope: Scope) => plain(await program.evaluate(undefined, bindings(references, scope)));
  if (path === undefined) return { source, references, evaluate: slowly };
  return {
    source,
    references,
    evaluate: (scope) => {
      const found = walk(path, scope);
      return found === needsJsonata ? slowly(scope) : found;
    },
  };
}

function bindings({ variables }: References, scope: Scope): Record<string, unknown> {
  const bound: Record<string, unknown> = {};
  for (const name of variables) {
    if (name === 'states') bound[name] = scope.states;
    else if (Object.hasOwn(scope.variables, name)) bound[name] = scope.variables[name];
    else if (Object.hasOwn(scope.functions, name)) bound[name] = scope.functions[name];
  }
  return bound;
}

/** A path that meets an array means mapping and flattening, which is JSONata's business. */
const needsJsonata = Symbol('needs JSONata');

/** `['states', 'input', 'a']` for `$states.input.a`: most expressions of a state machine are such paths, and cheap. */
function plainPath(tree: unknown): readonly string[] | undefined {
  const { type, value, steps, ...rest } = tree as { type?: string; value?: unknown; steps?: readonly unknown[] };
  if (type === 'variable' && typeof value === 'string' && value !== '' && Object.keys(rest).every((key) => key === 'position'))
    return [value];
  if (type !== 'path' || steps === undefined || Object.keys(rest).length > 0) return undefined;
  const names: string[] = [];
  for (const [index, step] of steps.entries()) {
    const { type: kind, value: name, position: _, ...more } = step as { type?: string; value?: unknown; position?: number };
    if (kind !== (index === 0 ? 'variable' : 'name') || typeof name !== 'string' || name === '' || Object.keys(more).length > 0)
      return undefined;
    names.push(name);
  }
  return names;
}

function walk([root = '', ...names]: readonly string[], { states, variables }: Scope): Json | undefined | typeof needsJsonata {
  let value: Json | undefined = root === 'states' ? states : Object.hasOwn(variables, root) ? variables[root] : undefined;
  if (value === undefined) return needsJsonata;
  for (const name of names) {
    if (Array.isArray(value)) return needsJsonata;
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

/** A value of JSONata without its hidden marks on arrays; functions are no values of a state. */
function plain(value: unknown): Json | undefined {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (Array.isArray(value)) return value.map((item) => plain(item) ?? null);
  if (typeof value === 'function' || '_jsonata_function' in (value as object) || '_jsonata_lambda' in (value as object)) {
    throw new TypeError('the result is a function');
  }
  const object: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value as object)) {
    const clean = plain(member);
    if (clean !== undefined) object[key] = clean;
  }
  return object;
}
