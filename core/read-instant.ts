import { InvalidInputError } from './errors.ts';
import { readOptionalString, readString } from './input.ts';
import { limits } from './limits.ts';
import { shown } from './shown.ts';

/** ISO 8601 with a time zone, as AWS writes it: `Z`, or `+0000` in CloudWatch's alarms. Other forms mean another time on another host. */
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/;

/** What UTC writes with a year of four digits: names of deployments have room for no more, and the ledger compares these texts. */
const [firstMs, lastMs] = [Date.parse('0000-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

/**
 * Reads a moment of an input. The text is kept as it is, because it may be part of what a redelivery is recognised by.
 *
 * @throws {InvalidInputError} the field is absent or no moment that exists.
 */
export function readInstant(input: unknown, path: string): string {
  const text = readString(input, path);
  const ms = Date.parse(text);
  if (instant.test(text) && ms >= firstMs && ms <= lastMs) return text;
  throw new InvalidInputError(`${path} is ${shown(text)}: give a time such as 2026-11-20T10:14:12Z`);
}

/** Like {@link readInstant} for a field that may be absent or null. */
export function readOptionalInstant(input: unknown, path: string): string | undefined {
  return readOptionalString(input, path) === undefined ? undefined : readInstant(input, path);
}

/**
 * Whether a moment that somebody else tells is still to come, further ahead than the clocks of two hosts differ. EventBridge believes
 * whoever puts an event when that was.
 */
export function isAhead(instant: string, now: Date): boolean {
  return Date.parse(instant) > now.getTime() + limits.clockSkewSeconds.value * 1_000;
}
