import { InvalidInputError } from './errors.ts';
import { readOptionalString, readString } from './input.ts';
import { shown } from './shown.ts';

/** ISO 8601 with a time zone, as AWS writes it: `Z`, or `+0000` in CloudWatch's alarms. Other forms mean another time on another host. */
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * Reads a moment of an input. The text is kept as it is, because it may be part of what a redelivery is recognised by.
 *
 * @throws {InvalidInputError} the field is absent or no moment that exists.
 */
export function readInstant(input: unknown, path: string): string {
  const text = readString(input, path);
  if (instant.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InvalidInputError(`${path} is ${shown(text)}: give a time such as 2026-11-20T10:14:12Z`);
}

/** Like {@link readInstant} for a field that may be absent or null. */
export function readOptionalInstant(input: unknown, path: string): string | undefined {
  return readOptionalString(input, path) === undefined ? undefined : readInstant(input, path);
}
