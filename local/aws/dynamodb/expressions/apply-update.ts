import { validationError } from '../dynamodb-errors.ts';
import { addNumbers } from '../values/decimal.ts';
import type { Item, Value } from '../values/value.ts';
import type { ReadUpdate } from './read-update.ts';
import type { Scope } from './scope.ts';
import type { Action, Assigned } from './update-syntax.ts';

/**
 * The item after an update. What it is set to is computed from the item before; the two share what did not change.
 *
 * @param checkSet asked about each value that an attribute is set to; it may throw
 * @throws ValidationException a value that is not there, or of another type than the operation on it takes.
 */
export function applyUpdate({ actions }: ReadUpdate, item: Item, scope: Scope, checkSet: (name: string, to: Value) => void): Item {
  const after: Record<string, Value> = { ...item };
  const values = actions.map((action) => (action.kind === 'set' ? assignedTo(action.to, item, scope) : undefined));
  for (const [index, action] of actions.entries()) {
    const [name, value] = [scope.nameOf(action.path), values[index]];
    if (value !== undefined) {
      checkSet(name, value);
      after[name] = value;
    } else if (action.kind !== 'set') change(after, action, scope);
  }
  return Object.freeze(after);
}

function assignedTo(assigned: Assigned, item: Item, scope: Scope): Value {
  switch (assigned.kind) {
    case 'value':
      return scope.valueOf(assigned);
    case 'path':
      return scope.attributeOf(item, assigned) ?? missing();
    case 'if_not_exists':
      return scope.attributeOf(item, assigned.path) ?? assignedTo(assigned.otherwise, item, scope);
    case 'list_append': {
      const left = listIn(assignedTo(assigned.left, item, scope));
      return Object.freeze({ L: Object.freeze([...left, ...listIn(assignedTo(assigned.right, item, scope))]) });
    }
    default: {
      const left = numberIn(assignedTo(assigned.left, item, scope));
      return numberValue(left, assigned.kind, numberIn(assignedTo(assigned.right, item, scope)));
    }
  }
}

function change(after: Record<string, Value>, action: Exclude<Action, { kind: 'set' }>, scope: Scope): void {
  const name = scope.nameOf(action.path);
  const before = scope.attributeOf(after, action.path);
  if (action.kind === 'remove') delete after[name];
  else if (action.kind === 'add') after[name] = added(before, scope.valueOf(action.by));
  else if (before !== undefined) {
    const rest = withoutElements(before, scope.valueOf(action.by));
    if (rest === undefined) delete after[name];
    else after[name] = rest;
  }
}

function added(before: Value | undefined, by: Value): Value {
  if ('N' in by) return numberValue(before === undefined ? '0' : numberIn(before), '+', by.N);
  if (before === undefined) return by;
  if ('SS' in before && 'SS' in by) return Object.freeze({ SS: union(before.SS, by.SS) });
  return 'NS' in before && 'NS' in by ? Object.freeze({ NS: union(before.NS, by.NS) }) : mistyped();
}

/** Undefined: none is left. */
function withoutElements(before: Value, by: Value): Value | undefined {
  if ('SS' in before && 'SS' in by) {
    const SS = Object.freeze(before.SS.filter((element) => !by.SS.includes(element)));
    return SS.length === 0 ? undefined : Object.freeze({ SS });
  }
  if (!('NS' in before) || !('NS' in by)) return mistyped();
  const NS = Object.freeze(before.NS.filter((element) => !by.NS.includes(element)));
  return NS.length === 0 ? undefined : Object.freeze({ NS });
}

function union(before: readonly string[], by: readonly string[]): readonly string[] {
  return Object.freeze([...before, ...by.filter((element) => !before.includes(element))]);
}

function numberValue(left: string, operator: '+' | '-', right: string): Value {
  const N = addNumbers(left, operator, right, (message) => {
    throw validationError(message);
  });
  return Object.freeze({ N });
}

function numberIn(value: Value): string {
  return 'N' in value ? value.N : mistyped();
}

function listIn(value: Value): readonly Value[] {
  return 'L' in value ? value.L : mistyped();
}

function missing(): never {
  throw validationError('The provided expression refers to an attribute that does not exist in the item');
}

function mistyped(): never {
  throw validationError('An operand in the update expression has an incorrect data type');
}
