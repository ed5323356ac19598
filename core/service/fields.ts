import * as z from 'zod/mini';
import type { SecondsRange } from '../limits.ts';
import { about } from './about.ts';
import { durationPattern, formatDuration, parseDuration } from './duration.ts';

/** What a person reads of a field: what it is, what to do when its value is not usable, and a value that is. */
interface About {
  readonly description: string;
  readonly fix: string;
  readonly example: string;
}

/** A text of a known form. `fix` is what a person reads when the value is not of that form. */
export function text(pattern: RegExp, { description, fix, example }: About) {
  return z.string({ error: fix }).check(z.maxLength(2_048, { error: fix }), z.regex(pattern, { error: fix }), about(description, example));
}

/** A written duration within its limits. It stays as written, so that a wrong one hides no other problem; see `secondsOf`. */
export function duration(range: SecondsRange, description: string) {
  const [shortest, longest] = [formatDuration(range.minSeconds), formatDuration(range.maxSeconds)];
  const fix = `write a whole number and one unit (s, m, h or d) from ${shortest} to ${longest}, such as 5m`;
  const isWithin = (written: string): boolean => {
    const seconds = parseDuration(written);
    return seconds === undefined || (seconds >= range.minSeconds && seconds <= range.maxSeconds);
  };
  return z
    .string({ error: fix })
    .check(
      z.regex(durationPattern, { error: fix }),
      z.refine(isWithin, { error: `${fix}: ${range.because}` }),
      about(`${description} From ${shortest} to ${longest}.`, '5m'),
    );
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words, description: string) {
  return z.enum(words, { error: `write one of ${words.join(', ')}` }).check(about(description));
}

/** True or false. */
export function flag(description: string) {
  return z.boolean({ error: 'write true or false' }).check(about(description));
}

interface AboutNames extends Omit<About, 'example'> {
  readonly max: number;
  /** Names that are refused although they have the form. */
  readonly refused?: RegExp;
}

/** Values by name. A name that every JavaScript object has would be found where nothing was written, so it is refused. */
export function named<Value extends z.core.$ZodType>(key: RegExp, value: Value, { description, fix, max, refused }: AboutNames) {
  const name = z.string().check(
    z.regex(key),
    z.refine((written: string) => !(written in {}) && refused?.test(written) !== true),
  );
  return z.record(name, value, { error: fix }).check(
    z.refine((record) => Object.keys(record).length <= max, { error: `give at most ${max}: ${fix}` }),
    about(description),
  );
}
