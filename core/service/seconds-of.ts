import { DefectError } from '../errors.ts';
import { parseDuration } from './duration.ts';

/** Seconds of a duration that the schema has accepted, or of one of our own. */
export function secondsOf(written: string): number {
  const seconds = parseDuration(written);
  if (seconds === undefined) throw new DefectError(`"${written}" passed the schema and is no duration`);
  return seconds;
}
