import type { Scope } from './expression.ts';
import { StateFailure } from './failure.ts';
import { type Json, type JsonObject, jsonBytes } from './json.ts';
import type { Leaving } from './state-parts.ts';

/** Largest input, output, task result or variable, in bytes of UTF-8 (AWS service quotas). */
export const payloadBytesMax = 262_144;

/** How a state was left. */
export interface Left {
  readonly output: Json;
  readonly assigned: JsonObject | undefined;
  readonly next: string | undefined;
}

/**
 * Evaluates Output and Assign, both on the values the state was entered with.
 *
 * @throws {StateFailure} States.QueryEvaluationError, or States.DataLimitExceeded.
 */
export async function leave({ output, assign, next }: Leaving, scope: Scope, otherwise: Json): Promise<Left> {
  const value = output === undefined ? otherwise : await output.evaluate(scope);
  const assigned = assign === undefined ? undefined : ((await assign.evaluate(scope)) as JsonObject);
  checkSize(value, scope.entered.state);
  if (assigned !== undefined) checkSize(assigned, scope.entered.state);
  return { output: value, assigned, next };
}

/** @throws {StateFailure} States.DataLimitExceeded. */
export function checkSize(value: Json, what: string): void {
  if (jsonBytes(value) <= payloadBytesMax) return;
  const cause = `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  throw new StateFailure('States.DataLimitExceeded', cause);
}
