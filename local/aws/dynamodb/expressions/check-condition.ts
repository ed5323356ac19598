import { UnmodelledCallError } from '../../aws-calls.ts';
import { compareValues } from '../values/compare.ts';
import { typeOf, type Value, valueTypes } from '../values/value.ts';
import type { ReadCondition } from './read-condition.ts';
import type { Scope } from './scope.ts';
import type { Operand, Test } from './syntax.ts';

/**
 * What is wrong with a condition once its placeholders are known; undefined when nothing is.
 *
 * @throws {UnmodelledCallError} an order among values that have none.
 */
export function checkCondition({ tests }: ReadCondition, scope: Scope): string | undefined {
  for (const test of tests) {
    const mistake = checkTest(test, scope);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function checkTest(test: Test, scope: Scope): string | undefined {
  switch (test.kind) {
    case 'compare':
      if (test.operator !== '=' && test.operator !== '<>') checkOrder([test.left, test.right], scope);
      return sameOperands(test.operator, [test.left, test.right], scope);
    case 'between':
      checkOrder([test.of, test.low, test.high], scope);
      return checkBounds(test.low, test.high, scope);
    case 'begins_with': {
      const type = typeIn(test.argument, scope);
      const mistyped = type !== undefined && type !== 'S' ? wrongType('begins_with', type) : undefined;
      return sameOperands('begins_with', [test.path, test.argument], scope) ?? mistyped;
    }
    case 'contains':
      return sameOperands('contains', [test.path, test.argument], scope);
    case 'attribute_type':
      return sameOperands('attribute_type', [test.path, test.argument], scope) ?? checkTypeName(test.argument, scope);
    default:
      return undefined;
  }
}

function checkOrder(operands: readonly Operand[], scope: Scope): void {
  for (const operand of operands) {
    const type = typeIn(operand, scope);
    if (type !== undefined && type !== 'S' && type !== 'N') throw new UnmodelledCallError(`the order of ${type} values in DynamoDB`);
  }
}

function sameOperands(operator: string, [one, other]: readonly [Operand, Operand], scope: Scope): string | undefined {
  if (one.kind !== 'path' || other.kind !== 'path' || scope.nameOf(one) !== scope.nameOf(other)) return undefined;
  const rule = 'The first operand must be distinct from the remaining operands for this operator or function';
  return `${rule}; operator: ${operator}, first operand: [${scope.nameOf(one)}]`;
}

function checkBounds(low: Operand, high: Operand, scope: Scope): string | undefined {
  if (low.kind !== 'value' || high.kind !== 'value') return undefined;
  const [lower, upper] = [scope.valueOf(low), scope.valueOf(high)];
  const operands = `lower bound operand: AttributeValue: ${shown(lower)}, upper bound operand: AttributeValue: ${shown(upper)}`;
  const order = compareValues(lower, upper);
  if (order === undefined) return `The BETWEEN operator requires same data type for lower and upper bounds; ${operands}`;
  if (order <= 0) return undefined;
  return `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${operands}`;
}

function checkTypeName(argument: Operand, scope: Scope): string | undefined {
  const value = argument.kind === 'value' ? scope.valueOf(argument) : undefined;
  if (value === undefined || !('S' in value)) {
    return wrongType('attribute_type', typeIn(argument, scope) ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
  }
  if (['B', 'BS', ...valueTypes].includes(value.S)) return undefined;
  return `Invalid attribute type name found; type: ${value.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`;
}

function typeIn(operand: Operand, scope: Scope): string | undefined {
  if (operand.kind === 'size') return 'N';
  return operand.kind === 'value' ? typeOf(scope.valueOf(operand)) : undefined;
}

function wrongType(name: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}

function shown(value: Value): string {
  return 'S' in value ? `{S:${value.S}}` : 'N' in value ? `{N:${value.N}}` : `{${typeOf(value)}}`;
}
