import { shown } from '../../core/shown.ts';
import { WrongUsageError } from './wrong-usage-error.ts';

/** What a number may be, both ends included. */
interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * The whole number that a flag was given, in digits alone: what else `Number` reads (nothing as 0, 1e999 as infinity) nobody means here.
 *
 * @throws {WrongUsageError} it is none, or outside the range.
 */
export function readWhole(flag: string, text: string, { min, max }: Range): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new WrongUsageError(`${flag} is ${shown(text)}: give a whole number from ${min} to ${max}`);
}
