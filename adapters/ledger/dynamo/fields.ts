import { DefectError } from '../../../core/errors.ts';
import type { Item } from './attributes.ts';

/** A text attribute that every item of its kind has. @throws {DefectError} it is missing. */
export function text(item: Item, name: string): string {
  return present(item, name, optionalText(item, name));
}

/** A text attribute, or undefined when the item has none. */
export function optionalText(item: Item, name: string): string | undefined {
  const value = item[name];
  return typeof value === 'string' ? value : undefined;
}

/** A number attribute that every item of its kind has. @throws {DefectError} it is missing. */
export function count(item: Item, name: string): number {
  const value = item[name];
  return present(item, name, typeof value === 'number' ? value : undefined);
}

function present<T>(item: Item, name: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new DefectError(`item ${item.pk} ${item.sk} has no ${name}: look who else writes the ledger's table`);
}
