import { UnmodelledCallError } from '../../aws-calls.ts';
import { validationError } from '../cloudwatch-errors.ts';
import type { Expression } from './expression.ts';
import { type Filler, fill } from './fill.ts';
import { across, combined, type Series, series, type Value } from './series.ts';

/** What an expression can refer to. */
export interface Scope {
  /** The series of another query; throws for an unknown id. */
  readonly read: (id: string) => Series;
  /** All metrics of the request, for `METRICS()`. */
  readonly metrics: () => readonly Series[];
  /** The start of every period of the window, ascending. */
  readonly grid: readonly number[];
}

type Combine = (left: number, right: number) => number;
const truth = (holds: boolean) => (holds ? 1 : 0);

const operators: ReadonlyMap<string, Combine> = new Map<string, Combine>([
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => left / right],
  ['^', (left, right) => left ** right],
  ['==', (left, right) => truth(left === right)],
  ['!=', (left, right) => truth(left !== right)],
  ['<', (left, right) => truth(left < right)],
  ['<=', (left, right) => truth(left <= right)],
  ['>', (left, right) => truth(left > right)],
  ['>=', (left, right) => truth(left >= right)],
  ...['AND', '&&'].map((name) => [name, (left, right) => truth(left !== 0 && right !== 0)] as const satisfies readonly [string, Combine]),
  ...['OR', '||'].map((name) => [name, (left, right) => truth(left !== 0 || right !== 0)] as const satisfies readonly [string, Combine]),
]);

const aggregates: ReadonlyMap<string, (values: readonly number[]) => number> = new Map([
  ['SUM', (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)],
  ['AVG', (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length],
  ['MIN', (values: readonly number[]) => Math.min(...values)],
  ['MAX', (values: readonly number[]) => Math.max(...values)],
]);

/**
 * Computes an expression. Missing points count as 0 where the other side has one; a division by zero drops the point.
 *
 * @throws {UnmodelledCallError} a function that is not modelled.
 * @throws {CloudWatchServiceException} `ValidationError` for operands of the wrong kind.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'number':
      return { kind: 'scalar', value: expression.value };
    case 'id':
      return { kind: 'series', points: scope.read(expression.id) };
    case 'negation':
      return operation((left, right) => left - right, { kind: 'scalar', value: 0 }, evaluate(expression.of, scope));
    case 'operation': {
      const combine = operators.get(expression.operator) ?? (() => Number.NaN);
      return operation(combine, evaluate(expression.left, scope), evaluate(expression.right, scope));
    }
    case 'array':
      return { kind: 'array', items: expression.items.flatMap((item) => seriesOf(evaluate(item, scope))) };
    case 'call':
      return call(expression.name, expression.operands, scope);
    case 'keyword':
      throw validationError(`Error in expression: unexpected ${expression.word}`);
  }
}

function operation(combine: Combine, left: Value, right: Value): Value {
  if (left.kind === 'array')
    return { kind: 'array', items: left.items.map((item) => pair(combine, { kind: 'series', points: item }, right)) };
  if (right.kind === 'array')
    return { kind: 'array', items: right.items.map((item) => pair(combine, left, { kind: 'series', points: item })) };
  if (left.kind === 'scalar' && right.kind === 'scalar') return { kind: 'scalar', value: combine(left.value, right.value) };
  return { kind: 'series', points: pair(combine, left, right) };
}

function pair(combine: Combine, left: Value, right: Value): Series {
  if (left.kind === 'series' && right.kind === 'series') return combined(left.points, right.points, combine);
  if (left.kind === 'series' && right.kind === 'scalar') return each(left.points, (value) => combine(value, right.value));
  if (left.kind === 'scalar' && right.kind === 'series') return each(right.points, (value) => combine(left.value, value));
  throw validationError('Error in expression: two arrays cannot be combined');
}

function each(points: Series, compute: (value: number) => number): Series {
  return series([...points].map(([at, value]) => [at, compute(value)] as const));
}

function call(name: string, operands: readonly Expression[], scope: Scope): Value {
  const values = () => operands.map((operand) => evaluate(operand, scope));
  const aggregate = aggregates.get(name);
  const [first, ...others] = name === 'IF' || aggregate !== undefined ? values() : [];
  if (aggregate !== undefined && first !== undefined && others.length === 0) return aggregated(first, aggregate);
  if (name === 'IF' && first !== undefined && others[0] !== undefined && others.length <= 2) return chosen(first, others[0], others[1]);
  if (name === 'METRICS' && operands.length === 0) return { kind: 'array', items: scope.metrics() };
  if (name === 'FILL' && operands.length === 2) return filledIn(operands, scope);
  if (['IF', 'FILL', ...aggregates.keys()].includes(name))
    throw validationError(`Error in expression: wrong number of operands of ${name}`);
  throw new UnmodelledCallError(`the metric math function ${name} with ${operands.length} operands`);
}

function aggregated(value: Value, aggregate: (values: readonly number[]) => number): Value {
  if (value.kind === 'array') return { kind: 'series', points: across(value.items, aggregate) };
  return value.kind === 'scalar' ? value : { kind: 'scalar', value: aggregate([...value.points.values()]) };
}

/** `IF`: a time without a condition gives none; a chosen side without a point gives 0; without a second side the time is dropped. */
function chosen(condition: Value, yes: Value, no: Value | undefined): Value {
  if (condition.kind === 'scalar') return (condition.value === 0 ? no : yes) ?? { kind: 'series', points: new Map() };
  if (condition.kind === 'array') throw validationError('Error in expression: IF takes no array as its condition');
  const points = [...condition.points].map(([at, holds]) => [at, pointOf(holds === 0 ? no : yes, at)] as const);
  return { kind: 'series', points: series(points) };
}

function pointOf(value: Value | undefined, at: number): number {
  if (value === undefined) return Number.NaN;
  if (value.kind === 'array') throw validationError('Error in expression: IF takes no array');
  return value.kind === 'scalar' ? value.value : (value.points.get(at) ?? 0);
}

function filledIn([what, by]: readonly Expression[], scope: Scope): Value {
  if (what === undefined || by === undefined) throw validationError('Error in expression: FILL takes two operands');
  const filler = fillerOf(by, scope);
  const value = evaluate(what, scope);
  if (value.kind === 'array') return { kind: 'array', items: value.items.map((item) => fill(item, filler, scope.grid)) };
  return value.kind === 'scalar' ? value : { kind: 'series', points: fill(value.points, filler, scope.grid) };
}

function fillerOf(expression: Expression, scope: Scope): Filler {
  if (expression.kind === 'keyword' && (expression.word === 'REPEAT' || expression.word === 'LINEAR')) return expression.word;
  const value = evaluate(expression, scope);
  if (value.kind === 'array') throw validationError('Error in expression: FILL takes no array as its filler');
  return value.kind === 'scalar' ? value.value : value.points;
}

function seriesOf(value: Value): readonly Series[] {
  if (value.kind === 'scalar') throw validationError('Error in expression: an array holds time series only');
  return value.kind === 'array' ? value.items : [value.points];
}
