import { InvalidInputError } from '../../core/errors.ts';
import { valueAt } from '../../core/input.ts';
import { shown } from '../../core/shown.ts';

/** The smallest size of the lane that serves; CloudFormation sends numbers as text, and nothing without scaling. */
export function minCapacityOf(request: unknown): number {
  const path = 'ResourceProperties.MinCapacity';
  const given = valueAt(request, path) ?? '0';
  if (typeof given === 'string' && /^\d{1,9}$/.test(given)) return Number(given);
  throw new InvalidInputError(`${path} is ${shown(given)}: give a whole number, as text`);
}
