import { UnmodelledCallError } from '../../aws-calls.ts';
import { compareValues, sameValue } from '../values/compare.ts';
import { type Item, typeOf, type Value } from '../values/value.ts';
import type { Scope } from './scope.ts';
import type { Condition, Operand, Test } from './syntax.ts';

type Comparison = Extract<Test, { kind: 'compare' }>;

/** Whether a condition holds for an item; an item that does not exist has no attributes. A comparison with nothing holds only for `<>`. */
export function holds(condition: Condition, item: Item, scope: Scope): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item, scope) && holds(condition.right, item, scope);
    case 'or':
      return holds(condition.left, item, scope) || holds(condition.right, item, scope);
    case 'not':
      return !holds(condition.of, item, scope);
    case 'exists':
      return (scope.attributeOf(item, condition.path) !== undefined) === condition.wanted;
    default: {
      const operand = (of: Operand) => valueIn(of, item, scope);
      return testHolds(condition, operand);
    }
  }
}

function testHolds(test: Exclude<Test, { kind: 'exists' }>, valueIn: (operand: Operand) => Value | undefined): boolean {
  switch (test.kind) {
    case 'compare':
      return compares(test.operator, valueIn(test.left), valueIn(test.right));
    case 'between': {
      const value = valueIn(test.of);
      return compares('>=', value, valueIn(test.low)) && compares('<=', value, valueIn(test.high));
    }
    case 'in': {
      const value = valueIn(test.of);
      return test.among.some((operand) => compares('=', value, valueIn(operand)));
    }
    default: {
      const [value, argument] = [valueIn(test.path), valueIn(test.argument)];
      if (value === undefined || argument === undefined) return false;
      if (test.kind === 'attribute_type') return 'S' in argument && argument.S === typeOf(value);
      if (test.kind === 'contains') return contains(value, argument);
      return 'S' in value && 'S' in argument && value.S.startsWith(argument.S);
    }
  }
}

function compares(operator: Comparison['operator'], left: Value | undefined, right: Value | undefined): boolean {
  const isSame = left !== undefined && right !== undefined && sameValue(left, right);
  if (operator === '=') return isSame;
  if (operator === '<>') return !isSame;
  if (left === undefined || right === undefined || typeOf(left) !== typeOf(right)) return false;
  const order = compareValues(left, right);
  if (order === undefined) throw new UnmodelledCallError(`the order of ${typeOf(left)} values in DynamoDB`);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function contains(value: Value, argument: Value): boolean {
  if ('S' in value) return 'S' in argument && value.S.includes(argument.S);
  if ('SS' in value) return 'S' in argument && value.SS.includes(argument.S);
  if ('NS' in value) return 'N' in argument && value.NS.includes(argument.N);
  return 'L' in value && value.L.some((element) => sameValue(element, argument));
}

function valueIn(operand: Operand, item: Item, scope: Scope): Value | undefined {
  if (operand.kind === 'value') return scope.valueOf(operand);
  if (operand.kind === 'path') return scope.attributeOf(item, operand);
  const value = scope.attributeOf(item, operand.of);
  const size = value && sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

/** "size" among the functions of "Condition and filter expressions" in the developer guide. Undefined: it has none. */
function sizeOf(value: Value): number | undefined {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('L' in value) return value.L.length;
  if ('SS' in value) return value.SS.length;
  if ('NS' in value) return value.NS.length;
  return 'M' in value ? Object.keys(value.M).length : undefined;
}
