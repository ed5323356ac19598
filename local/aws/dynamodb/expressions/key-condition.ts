import { validationError } from '../dynamodb-errors.ts';
import { typeOf, type Value } from '../values/value.ts';
import type { Scope } from './scope.ts';
import type { Condition, Operand } from './syntax.ts';

/** What a key condition asks of one attribute. */
export interface KeyTest {
  readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'between' | 'begins_with';
  readonly values: readonly Value[];
}

const mirrored = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
const named = { '=': 'EQ', '<': 'LT', '<=': 'LE', '>': 'GT', '>=': 'GE', between: 'BETWEEN', begins_with: 'BEGINS_WITH' } as const;

/** Attribute → what a KeyConditionExpression asks of it. @throws ValidationException it asks what no index can answer. */
export function keyTests(condition: Condition, scope: Scope): ReadonlyMap<string, KeyTest> {
  const tests = new Map<string, KeyTest>();
  collect(condition, scope, tests);
  for (const { operator, values } of tests.values()) checkTypes(operator, values);
  if (tests.size > 2) throw validationError('Conditions can be of length 1 or 2 only');
  return tests;
}

function collect(condition: Condition, scope: Scope, tests: Map<string, KeyTest>): void {
  switch (condition.kind) {
    case 'and':
      collect(condition.left, scope, tests);
      collect(condition.right, scope, tests);
      return;
    case 'or':
    case 'not':
    case 'in':
      throw wrongOperator(condition.kind.toUpperCase());
    case 'exists':
      throw wrongOperator(condition.wanted ? 'attribute_exists' : 'attribute_not_exists');
    case 'contains':
    case 'attribute_type':
      throw wrongOperator(condition.kind);
    case 'begins_with':
      add('begins_with', [condition.path, condition.argument], scope, tests);
      return;
    case 'between':
      if (condition.of.kind !== 'path') {
        throw wrongCondition('BETWEEN operator must have the key attribute as its first operand');
      }
      add('between', [condition.of, condition.low, condition.high], scope, tests);
      return;
    case 'compare': {
      const { operator, left, right } = condition;
      if (operator === '<>') throw wrongOperator('<>');
      if (left.kind === 'path' || right.kind !== 'path') add(operator, [left, right], scope, tests);
      else add(mirrored[operator], [right, left], scope, tests);
    }
  }
}

function add(operator: KeyTest['operator'], operands: readonly Operand[], scope: Scope, tests: Map<string, KeyTest>): void {
  if (operands.some(({ kind }) => kind === 'size')) throw validationError('KeyConditionExpressions cannot contain nested operations');
  const names = operands.flatMap((operand) => (operand.kind === 'path' ? [scope.nameOf(operand)] : []));
  const [name, another] = names;
  if (name === undefined) throw wrongCondition('No key attribute specified');
  if (another !== undefined) throw wrongCondition('Multiple attribute names used in one condition');
  if (tests.has(name)) throw validationError('KeyConditionExpressions must only contain one condition per key');
  tests.set(name, { operator, values: operands.flatMap((operand) => (operand.kind === 'value' ? [scope.valueOf(operand)] : [])) });
}

function checkTypes(operator: KeyTest['operator'], values: readonly Value[]): void {
  const valid = operator === '=' ? ['S', 'N', 'SS', 'NS'] : operator === 'begins_with' ? ['S'] : ['S', 'N'];
  const wrong = values.map(typeOf).find((type) => !valid.includes(type));
  if (wrong === undefined) return;
  const what = `ComparisonOperator ${named[operator]} is not valid for ${wrong} AttributeValue type`;
  throw validationError(`One or more parameter values were invalid: ${what}`);
}

function wrongOperator(operator: string): Error {
  return validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function wrongCondition(what: string): Error {
  return validationError(`Invalid condition in KeyConditionExpression: ${what}`);
}
