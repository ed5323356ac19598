import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { isWholeNumber, type NumberField, percentage, wholeNumber } from './number-field.ts';
import type { Leaving } from './state-parts.ts';
import { compileTemplate, expressionIn, type Template } from './template.ts';

/** Collects what is wrong with a definition: all of it, so that one look is enough. */
export type Problem = (message: string) => void;

/** Members of `$states` that exist in every state. */
const everywhere = ['input', 'context'];

/**
 * Reads the fields of one object of a definition. A field that is not in `allowed` is a problem: nothing is ignored.
 */
export class Fields {
  readonly raw: JsonObject;
  readonly path: string;
  readonly #problem: Problem;

  constructor(raw: JsonObject, path: string, problem: Problem, allowed: readonly string[]) {
    this.raw = raw;
    this.path = path;
    this.#problem = problem;
    for (const name of Object.keys(raw)) {
      if (!allowed.includes(name) && name !== 'Comment') this.problem(`field '${name}' is not supported here`);
    }
  }

  problem(message: string): void {
    this.#problem(`${this.path}: ${message}`);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.raw, name);
  }

  text(name: string): string {
    const value = this.raw[name];
    if (typeof value === 'string') return value;
    this.problem(`${name} must be a string`);
    return '';
  }

  list(name: string): readonly Json[] {
    const value = this.raw[name];
    if (Array.isArray(value)) return value;
    if (value !== undefined) this.problem(`${name} must be a list`);
    return [];
  }

  object(name: string): JsonObject {
    const value = this.raw[name];
    if (isJsonObject(value)) return value;
    this.problem(`${name} must be an object`);
    return {};
  }

  /** A plain number, never an expression. */
  number(
    name: string,
    limits: { readonly min: number; readonly max: number; readonly whole: boolean; readonly otherwise: number },
  ): number {
    const value = this.raw[name];
    if (value === undefined) return limits.otherwise;
    const fits = limits.whole
      ? isWholeNumber(value, limits.min, limits.max)
      : typeof value === 'number' && value >= limits.min && value <= limits.max;
    if (fits) return value as number;
    this.problem(`${name} must be a ${limits.whole ? 'whole ' : ''}number from ${limits.min} to ${limits.max}`);
    return limits.otherwise;
  }

  /** A number or an expression that gives one. */
  numberOrExpression(name: string, min: number, max: number): NumberField | undefined {
    const value = this.raw[name];
    if (value === undefined) return undefined;
    if (expressionIn(value) === undefined && !isWholeNumber(value, min, max)) {
      this.problem(`${name} must be an expression or a whole number from ${min} to ${max}`);
    }
    return wholeNumber(this.template(name) ?? compileTemplate(value, this.site(name, [])), name, min, max);
  }

  /** A percentage or an expression that gives one. */
  percentageOrExpression(name: string): NumberField | undefined {
    const value = this.raw[name];
    const template = this.template(name);
    if (value === undefined || template === undefined) return undefined;
    if (expressionIn(value) === undefined) this.number(name, { min: 0, max: 100, whole: false, otherwise: 0 });
    return percentage(template, name);
  }

  /** Any JSON with expressions inside. `statesFields` are the members of `$states` that exist beside input and context. */
  template(name: string, statesFields: readonly string[] = []): Template | undefined {
    const value = this.raw[name];
    return value === undefined ? undefined : compileTemplate(value, this.site(name, statesFields));
  }

  /** What happens as a state is left this way. */
  leaving(statesFields: readonly string[], next: string | undefined): Leaving {
    const assigns = this.has('Assign') ? Object.keys(this.object('Assign')) : [];
    for (const name of assigns) {
      if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) || name.length > 80 || name === 'states') {
        this.problem(`Assign: '${name}' is not a name for a variable`);
      }
    }
    return { assign: this.template('Assign', statesFields), assigns, output: this.template('Output', statesFields), next };
  }

  private site(field: string, statesFields: readonly string[]) {
    return { field, statesFields: [...everywhere, ...statesFields], problem: (message: string) => this.problem(message) };
  }
}
