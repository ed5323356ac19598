import type { KeyTest } from '../expressions/key-condition.ts';
import { compareText } from '../values/compare.ts';
import { compareNumbers } from '../values/decimal.ts';
import type { Value } from '../values/value.ts';
import { type Entry, firstIndex } from './sorted-rows.ts';

/** Which entries of one partition have a range value that passes a test: from the first index on, up to the second. */
export function keyRange(entries: readonly Entry[], test: KeyTest | undefined): readonly [from: number, to: number] {
  const [value, last] = test?.values ?? [];
  if (test === undefined || value === undefined) return [0, entries.length];
  const atOrAfter = (bound: Value) => firstIndex(entries, (entry) => order(entry, bound) >= 0);
  const after = (bound: Value) => firstIndex(entries, (entry) => order(entry, bound) > 0);
  switch (test.operator) {
    case '=':
      return [atOrAfter(value), after(value)];
    case '<':
      return [0, atOrAfter(value)];
    case '<=':
      return [0, after(value)];
    case '>':
      return [after(value), entries.length];
    case '>=':
      return [atOrAfter(value), entries.length];
    case 'between':
      return [atOrAfter(value), last === undefined ? entries.length : after(last)];
    case 'begins_with': {
      const prefix = 'S' in value ? value.S : '';
      return [
        atOrAfter(value),
        firstIndex(entries, ({ place: [, range = ''] }) => !range.startsWith(prefix) && compareText(range, prefix) > 0),
      ];
    }
  }
}

/** Whether a range value passes a test. */
export function passes(range: string, test: KeyTest): boolean {
  const [from, to] = keyRange([{ place: ['', range], row: { item: {}, bytesMax: 0 } }], test);
  return from < to;
}

function order({ place: [, range = ''] }: Entry, bound: Value): number {
  return 'N' in bound ? compareNumbers(range, bound.N) : compareText(range, 'S' in bound ? bound.S : '');
}
