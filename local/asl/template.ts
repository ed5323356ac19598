import { compileExpression, type Expression, type Scope } from './expression.ts';
import { EvaluationFailure, StateFailure } from './failure.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** A JSON value with JSONata expressions inside, ready to be evaluated. */
export interface Template {
  /** @throws {StateFailure} States.QueryEvaluationError, naming the field. */
  evaluate(scope: Scope): Json | Promise<Json>;
}

/** What a template's expressions may refer to, and where problems with them go. */
export interface Site {
  /** `Output`, `Arguments`…, as failures name it. */
  readonly field: string;
  /** Members of `$states` that exist there. */
  readonly statesFields: readonly string[];
  readonly problem: (message: string) => void;
}

/** The expression inside `{% … %}`; undefined for any other text, however close. */
export function expressionIn(value: Json): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('{%') || !value.endsWith('%}') || value.length < 4) return undefined;
  return value.slice(2, -2).trim();
}

/** Compiles a value of a definition. Problems are reported to the site, not thrown. */
export function compileTemplate(value: Json, site: Site): Template {
  const source = expressionIn(value);
  if (source !== undefined) return expressionTemplate(source, site);
  if (Array.isArray(value)) return listTemplate(value, site);
  if (isJsonObject(value)) return objectTemplate(value, site);
  return { evaluate: () => value };
}

function expressionTemplate(source: string, site: Site): Template {
  const expression = checked(source, site);
  if (expression === undefined) return { evaluate: () => null };
  const accept = (value: Json | undefined, scope: Scope): Json => {
    if (value === undefined)
      throw new EvaluationFailure(scope.entered, site.field, `${quoted(source, site.field)} returned nothing (undefined).`);
    return value;
  };
  const refuse = (error: unknown, scope: Scope): never => {
    if (error instanceof StateFailure) throw error;
    const message = `${quoted(source, site.field)} threw an error during evaluation. ${describe(error)}`;
    throw new EvaluationFailure(scope.entered, site.field, message);
  };
  return {
    evaluate(scope) {
      const value = expression.evaluate(scope);
      if (!(value instanceof Promise)) return accept(value, scope);
      return value.then(
        (found) => accept(found, scope),
        (error) => refuse(error, scope),
      );
    },
  };
}

function checked(source: string, { field, statesFields, problem }: Site): Expression | undefined {
  try {
    const expression = compileExpression(source);
    const { variables, inputReads, statesFields: read } = expression.references;
    if (variables.has('eval')) problem(`${field}: the function $eval does not exist`);
    for (const name of inputReads) problem(`${field}: '${name}' reads an input document, which does not exist; use $states.input`);
    for (const name of read) if (!statesFields.includes(name)) problem(`${field}: Field '$states.${name}' does not exist.`);
    return expression;
  } catch (error) {
    problem(`${field}: '${source}' is not JSONata: ${describe(error)}`);
    return undefined;
  }
}

function describe(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return code === undefined ? (message ?? String(error)) : `${code}: ${message}`;
}

function quoted(source: string, field: string): string {
  return `The JSONata expression '${source}' specified for the field '${field}'`;
}

/** True when nothing inside is an expression, so that evaluating gives the value itself. */
function isConstant(value: Json): boolean {
  if (Array.isArray(value)) return value.every(isConstant);
  if (isJsonObject(value)) return Object.values(value).every(isConstant);
  return expressionIn(value) === undefined;
}

function listTemplate(values: readonly Json[], site: Site): Template {
  if (isConstant(values)) return { evaluate: () => values };
  const items = values.map((value, index) => compileTemplate(value, { ...site, field: `${site.field}[${index}]` }));
  return {
    async evaluate(scope) {
      const list: Json[] = [];
      for (const item of items) {
        const value = item.evaluate(scope);
        list.push(value instanceof Promise ? await value : value);
      }
      return list;
    },
  };
}

function objectTemplate(object: JsonObject, site: Site): Template {
  if (isConstant(object)) return { evaluate: () => object };
  const members = Object.entries(object).map(
    ([key, value]) => [key, compileTemplate(value, { ...site, field: `${site.field}/${key}` })] as const,
  );
  return {
    async evaluate(scope) {
      const result: Record<string, Json> = {};
      for (const [key, member] of members) {
        const value = member.evaluate(scope);
        result[key] = value instanceof Promise ? await value : value;
      }
      return result;
    },
  };
}
