import * as z from 'zod';
import type { SecondsRange } from '../limits.ts';
import { durationPattern, formatDuration, parseDuration } from './duration.ts';

/** A text of a known form. `fix` is what a person reads when the value is not of that form. */
export function text(pattern: RegExp, about: { readonly description: string; readonly fix: string; readonly example: string }) {
  return z
    .string({ error: about.fix })
    .max(2_048, { error: about.fix })
    .regex(pattern, { error: about.fix })
    .meta({ description: about.description, examples: [about.example] });
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
    .regex(durationPattern, { error: fix })
    .refine(isWithin, { error: `${fix}: ${range.because}` })
    .meta({ description: `${description} From ${shortest} to ${longest}.`, examples: ['5m'] });
}

/** A whole number within its limits. */
export function count(min: number, max: number, description: string) {
  const fix = `give a whole number from ${min} to ${max}`;
  return z.int({ error: fix }).min(min, { error: fix }).max(max, { error: fix }).meta({ description });
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words, description: string) {
  return z.enum(words, { error: `write one of ${words.join(', ')}` }).meta({ description });
}
