import { InvalidInputError } from './errors.ts';
import { limits } from './limits.ts';
import { shortened, shown } from './shown.ts';

/**
 * Reads the fields of a function's input, which comes from a state machine or an event: a missing or mistyped field is named
 * with its path and value, and nothing is done.
 *
 * @example const { service } = { service: readString(event, 'detail.service') }
 * @throws {InvalidInputError} the field is absent, not a non-empty string, or longer than any name is.
 */
export function readString(input: unknown, path: string): string {
  const value = valueAt(input, path);
  const { value: charactersMax, because } = limits.fieldCharacters;
  if (typeof value !== 'string' || value.length === 0) throw new InvalidInputError(`${path} is ${shown(value)}: give a non-empty string`);
  if (value.length <= charactersMax) return value;
  throw new InvalidInputError(`${path} is ${shown(value)}: give at most ${charactersMax} characters, ${because}`);
}

/** Like {@link readString} for a field that may be absent or null. */
export function readOptionalString(input: unknown, path: string): string | undefined {
  const value = valueAt(input, path);
  return value === undefined || value === null ? undefined : readString(input, path);
}

/** Words that people read; undefined without any. A long text is cut: nothing that must happen is refused for what is said about it. */
export function readReason(input: unknown, path: string): string | undefined {
  const value = valueAt(input, path);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return shortened(value, limits.reasonCharacters.value);
  throw new InvalidInputError(`${path} is ${shown(value)}: give words`);
}

/** Like {@link readString} for an integer of at least 0. */
export function readCount(input: unknown, path: string): number {
  const value = valueAt(input, path);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidInputError(`${path} is ${shown(value)}: give a whole number from 0`);
}

/** Like {@link readCount} for a field that may be absent or null. */
export function readOptionalCount(input: unknown, path: string): number | undefined {
  const value = valueAt(input, path);
  return value === undefined || value === null ? undefined : readCount(input, path);
}

/** The value at a dotted path, or undefined; own properties only, so that no input reaches a prototype. */
export function valueAt(input: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    return (at as Record<string, unknown>)[key];
  }, input);
}
