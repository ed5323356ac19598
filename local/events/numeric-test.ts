import { shown } from '../../core/shown.ts';
import type { Refusal } from './string-tests.ts';

type Comparison = (value: number, bound: number) => boolean;

const lower: Readonly<Record<string, Comparison>> = { '>': (value, bound) => value > bound, '>=': (value, bound) => value >= bound };
const upper: Readonly<Record<string, Comparison>> = { '<': (value, bound) => value < bound, '<=': (value, bound) => value <= bound };
const exact: Readonly<Record<string, Comparison>> = { '=': (value, bound) => value === bound };

/** `["=", 5]`, one bound, or a lower and then an upper bound. */
export function numericTest(operand: unknown): ((value: number) => boolean) | Refusal {
  if (!Array.isArray(operand) || operand.length === 0) return { refused: 'numeric takes a list such as [">", 0, "<=", 5]' };
  const terms: readonly unknown[] = operand;
  const [operator, bound, secondOperator, secondBound] = terms;
  const compare = comparison({ ...lower, ...upper, ...exact }, operator);
  if (compare === undefined) return { refused: `unrecognized numeric operator ${shown(operator)}` };
  if (typeof bound !== 'number') return { refused: `a number is needed after ${shown(operator)}` };
  if (terms.length === 2) return (value) => compare(value, bound);
  if (terms.length > 4 || comparison(lower, operator) === undefined) return { refused: 'too many terms in numeric range expression' };
  const compareSecond = comparison(upper, secondOperator);
  if (compareSecond === undefined) return { refused: 'a lower bound may be followed by < or <= only' };
  if (typeof secondBound !== 'number') return { refused: `a number is needed after ${String(secondOperator)}` };
  if (bound >= secondBound) return { refused: 'bottom must be less than top' };
  return (value) => compare(value, bound) && compareSecond(value, secondBound);
}

function comparison(among: Readonly<Record<string, Comparison>>, operator: unknown): Comparison | undefined {
  return typeof operator === 'string' && Object.hasOwn(among, operator) ? among[operator] : undefined;
}
