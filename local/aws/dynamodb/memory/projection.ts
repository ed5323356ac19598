import { checkDistinct } from '../expressions/check-update.ts';
import { projectionIn } from '../expressions/expression-cache.ts';
import type { Scope } from '../expressions/scope.ts';
import type { Item, Value } from '../values/value.ts';

/** What a request wants of each item: all of it without a ProjectionExpression. @throws ValidationException it cannot be read. */
export function projection(text: unknown, scope: Scope): (item: Item) => Item {
  const read = scope.read('ProjectionExpression', text, projectionIn, ({ paths }) => checkDistinct(paths, scope));
  if (read === undefined) return (item) => item;
  const names = read.paths.map((path) => scope.nameOf(path));
  return (item) => only(item, names);
}

/** An item with some attributes of another. */
export function only(item: Item, names: Iterable<string>): Item {
  const part: Record<string, Value> = {};
  for (const name of names) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value !== undefined) part[name] = value;
  }
  return part;
}
