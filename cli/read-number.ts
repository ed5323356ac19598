import { InvalidInputError } from '../core/errors.ts';
import { shown } from '../core/shown.ts';

/**
 * Reads a number given on the command line.
 *
 * @throws {InvalidInputError} it is no number, or outside the range.
 */
export function readNumber(option: string, text: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= min && value <= max) return value;
  throw new InvalidInputError(`${option} is ${shown(text)}: give a number from ${min} to ${max}`);
}
