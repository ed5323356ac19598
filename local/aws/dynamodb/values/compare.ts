import { own } from '../../../../core/own.ts';
import { compareNumbers } from './decimal.ts';
import type { Item, Value } from './value.ts';

/** Orders texts by their UTF-8 bytes, as DynamoDB does: not by UTF-16 units, in which characters beyond U+FFFF come too early. */
export function compareText(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [one.charCodeAt(index), other.charCodeAt(index)];
    if (left !== right) return rank(left) - rank(right);
  }
  return one.length - other.length;
}

/** Orders two texts or two numbers; undefined when the values have no order among them. */
export function compareValues(one: Value, other: Value): number | undefined {
  if ('S' in one && 'S' in other) return compareText(one.S, other.S);
  if ('N' in one && 'N' in other) return compareNumbers(one.N, other.N);
  return undefined;
}

/** Whether two values are of one type and equal; the order within a set does not matter. */
export function sameValue(one: Value, other: Value): boolean {
  if ('S' in one) return 'S' in other && one.S === other.S;
  if ('N' in one) return 'N' in other && one.N === other.N;
  if ('BOOL' in one) return 'BOOL' in other && one.BOOL === other.BOOL;
  if ('NULL' in one) return 'NULL' in other;
  if ('SS' in one) return 'SS' in other && sameSet(one.SS, other.SS);
  if ('NS' in one) return 'NS' in other && sameSet(one.NS, other.NS);
  if ('L' in one) return 'L' in other && sameList(one.L, other.L);
  return 'M' in other && sameMap(one.M, other.M);
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((element) => other.includes(element));
}

function sameList(one: readonly Value[], other: readonly Value[]): boolean {
  return (
    one.length === other.length &&
    one.every((value, index) => {
      const counterpart = other[index];
      return counterpart !== undefined && sameValue(value, counterpart);
    })
  );
}

function sameMap(one: Item, other: Item): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    const [left, right] = [own(one, name), own(other, name)];
    return left !== undefined && right !== undefined && sameValue(left, right);
  });
}
