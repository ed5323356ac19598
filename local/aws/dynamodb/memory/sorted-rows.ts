import { compareText } from '../values/compare.ts';
import { compareNumbers } from '../values/decimal.ts';
import type { Item } from '../values/value.ts';
import type { KeyAttribute, KeyShape } from './table-shape.ts';

/** One item of a table, as it is now. The table and its indexes share it. */
export interface Row {
  item: Item;
  /** The item is surely not larger. */
  bytesMax: number;
}

/** The values of a key, in the order of its attributes. */
export type Place = readonly string[];

/** A row where it is sorted. */
export interface Entry {
  readonly place: Place;
  readonly row: Row;
}

/** Rows by hash value, sorted by the rest of their key. */
export class SortedRows {
  readonly #key: KeyShape;
  readonly #partitions = new Map<string, Entry[]>();

  constructor(key: KeyShape) {
    this.#key = key;
  }

  /** The row at a place, if there is one. */
  at(place: Place): Row | undefined {
    const entries = this.partition(place[0]);
    const entry = entries[this.before(entries, place)];
    return entry !== undefined && this.compare(entry.place, place) === 0 ? entry.row : undefined;
  }

  insert(place: Place, row: Row): void {
    const [hash = ''] = place;
    const entries = this.#partitions.get(hash);
    if (entries === undefined) this.#partitions.set(hash, [{ place, row }]);
    else entries.splice(this.before(entries, place), 0, { place, row });
  }

  /** Takes away the row at a place, where there is one. */
  remove(place: Place): void {
    const [hash = ''] = place;
    const entries = this.#partitions.get(hash) ?? [];
    entries.splice(this.before(entries, place), 1);
    if (entries.length === 0) this.#partitions.delete(hash);
  }

  partition(hash: string | undefined): readonly Entry[] {
    return (hash === undefined ? undefined : this.#partitions.get(hash)) ?? [];
  }

  /** Every entry, partition by partition in the order of their hash values. */
  all(): readonly Entry[] {
    const hashes = [...this.#partitions.keys()].sort(comparerOf(this.#key[0]));
    return hashes.flatMap((hash) => this.partition(hash));
  }

  /** How many entries of one partition come before a place. */
  before(entries: readonly Entry[], place: Place): number {
    return firstIndex(entries, (entry) => this.compare(entry.place, place) >= 0);
  }

  /** Orders two places: also those of different partitions. */
  compare(one: Place, other: Place): number {
    for (const [index, attribute] of this.#key.entries()) {
      const [left = '', right = ''] = [one[index], other[index]];
      const order = left === right ? 0 : comparerOf(attribute)(left, right);
      if (order !== 0) return order;
    }
    return 0;
  }
}

/** The first index of sorted entries from which on something is true; their number when it is true for none. */
export function firstIndex(entries: readonly Entry[], isReached: (entry: Entry) => boolean): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry === undefined || isReached(entry)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function comparerOf({ type }: KeyAttribute): (one: string, other: string) => number {
  return type === 'S' ? compareText : compareNumbers;
}
