import type { Scope } from './expression.ts';
import { EvaluationFailure } from './failure.ts';
import type { Json } from './json.ts';
import type { Template } from './template.ts';

/** A number that may be an expression, checked against the limits of its field. */
export interface NumberField {
  /** @throws {StateFailure} States.QueryEvaluationError when the value is not such a number. */
  evaluate(scope: Scope): Promise<number>;
}

/** The longest wait, timeout and heartbeat, in seconds (States Language). */
export const secondsMax = 99_999_999;

/** True for a whole number within the limits. */
export function isWholeNumber(value: Json, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

/** Makes a percentage of a template: from 0 to 100, whole or not. */
export function percentage(template: Template, field: string): NumberField {
  return {
    async evaluate(scope) {
      const value = await template.evaluate(scope);
      if (typeof value === 'number' && value >= 0 && value <= 100) return value;
      throw new EvaluationFailure(scope.entered, field, `The field '${field}' must be from 0 to 100, but was: ${JSON.stringify(value)}`);
    },
  };
}

/** Makes a whole number of a template. */
export function wholeNumber(template: Template, field: string, min: number, max: number): NumberField {
  return {
    async evaluate(scope) {
      const value = await template.evaluate(scope);
      if (isWholeNumber(value, min, max)) return value;
      const found = JSON.stringify(value);
      throw new EvaluationFailure(
        scope.entered,
        field,
        `The field '${field}' must be a whole number from ${min} to ${max}, but was: ${found}`,
      );
    },
  };
}
