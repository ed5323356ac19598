import { typeOf, type ValueType } from '../values/value.ts';
import type { ReadUpdate } from './read-update.ts';
import type { Scope } from './scope.ts';
import type { Path } from './syntax.ts';
import type { Action, Assigned } from './update-syntax.ts';

/** What is wrong with an update once its placeholders are known; undefined when nothing is. */
export function checkUpdate({ actions }: ReadUpdate, scope: Scope): string | undefined {
  return (
    checkDistinct(
      actions.map(({ path }) => path),
      scope,
    ) ??
    firstOf(actions, (action) => checkOperand(action, scope)) ??
    firstOf(actions, (action) => checkAssigned(action, scope))
  );
}

/** Says so when two paths lead to the same attribute. */
export function checkDistinct(paths: readonly Path[], scope: Scope): string | undefined {
  const seen = new Set<string>();
  for (const path of paths) {
    const name = scope.nameOf(path);
    if (seen.has(name)) {
      const rule = 'Two document paths overlap with each other; must remove or rewrite one of these paths';
      return `${rule}; path one: [${name}], path two: [${name}]`;
    }
    seen.add(name);
  }
  return undefined;
}

/** The type that an attribute has after an action, as far as that does not depend on the item. */
export function typeAfter(action: Action, scope: Scope): ValueType | undefined {
  if (action.kind === 'set') return typeOfAssigned(action.to, scope);
  return action.kind === 'remove' ? undefined : typeOf(scope.valueOf(action.by));
}

const operandTypes: Partial<Record<ValueType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};

function checkOperand(action: Action, scope: Scope): string | undefined {
  if (action.kind !== 'add' && action.kind !== 'delete') return undefined;
  const type = typeOf(scope.valueOf(action.by));
  const shown = operandTypes[type];
  if (shown === undefined || (action.kind === 'add' && type === 'N')) return undefined;
  return `Incorrect operand type for operator or function; operator: ${action.kind.toUpperCase()}, operand type: ${shown}`;
}

function checkAssigned(action: Action, scope: Scope): string | undefined {
  const mistakeIn = (assigned: Assigned): string | undefined => {
    switch (assigned.kind) {
      case 'path':
      case 'value':
        return undefined;
      case 'if_not_exists':
        return mistakeIn(assigned.otherwise);
      default: {
        const operands = [assigned.left, assigned.right];
        const wanted = assigned.kind === 'list_append' ? 'L' : 'N';
        return firstOf(operands, mistakeIn) ?? firstOf(operands, (operand) => mistyped(assigned.kind, operand, wanted, scope));
      }
    }
  };
  return action.kind === 'set' ? mistakeIn(action.to) : undefined;
}

function mistyped(operator: string, operand: Assigned, wanted: ValueType, scope: Scope): string | undefined {
  const type = operand.kind === 'value' ? typeOf(scope.valueOf(operand)) : wanted;
  if (type === wanted) return undefined;
  return `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;
}

function typeOfAssigned(assigned: Assigned, scope: Scope): ValueType | undefined {
  if (assigned.kind === 'path') return undefined;
  if (assigned.kind === 'value') return typeOf(scope.valueOf(assigned));
  if (assigned.kind === 'if_not_exists') return typeOfAssigned(assigned.otherwise, scope);
  return assigned.kind === 'list_append' ? 'L' : 'N';
}

function firstOf<T>(some: readonly T[], mistakeIn: (one: T) => string | undefined): string | undefined {
  for (const one of some) {
    const mistake = mistakeIn(one);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}
