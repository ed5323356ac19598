import { own } from '../../../../core/own.ts';
import { itemBytesAtMost } from '../values/size.ts';
import type { Item } from '../values/value.ts';
import { type Place, type Row, SortedRows } from './sorted-rows.ts';
import type { IndexShape, KeyAttribute, KeyShape, TableShape } from './table-shape.ts';

/** What can be queried: a table, or one of its indexes. */
export interface Collection {
  readonly key: KeyShape;
  /** The key, then what else of the table's key is needed to tell entries apart: also the names of a position in it. */
  readonly sortedBy: KeyShape;
  readonly rows: SortedRows;
  readonly index: IndexShape | undefined;
}

/** The items of one table. A write is one step, seen by every later read, also through the indexes. */
export class Table {
  readonly shape: TableShape;
  readonly primary: Collection;
  readonly #indexes: ReadonlyMap<string, Collection>;

  constructor(shape: TableShape) {
    this.shape = shape;
    const { key } = shape;
    this.primary = { key, sortedBy: key, rows: new SortedRows(key), index: undefined };
    this.#indexes = new Map([...shape.indexes].map(([name, index]) => [name, indexCollection(key, index)]));
  }

  index(name: string): Collection | undefined {
    return this.#indexes.get(name);
  }

  /** The item with the key that another item, or a key, has. */
  get(key: Item): Item | undefined {
    return this.#rowOf(key)?.item;
  }

  put(item: Item): void {
    const row = this.#rowOf(item);
    if (row === undefined) this.#insert(item);
    else this.#replace(row, item);
  }

  delete(key: Item): void {
    const row = this.#rowOf(key);
    if (row === undefined) return;
    for (const { rows, sortedBy } of [this.primary, ...this.#indexes.values()]) {
      const place = placeOf(row.item, sortedBy);
      if (place !== undefined) rows.remove(place);
    }
  }

  #rowOf(item: Item): Row | undefined {
    const place = placeOf(item, this.shape.key);
    return place && this.primary.rows.at(place);
  }

  #insert(item: Item): void {
    const row = { item, bytesMax: itemBytesAtMost(item) };
    for (const { rows, sortedBy } of [this.primary, ...this.#indexes.values()]) {
      const place = placeOf(item, sortedBy);
      if (place !== undefined) rows.insert(place, row);
    }
  }

  #replace(row: Row, item: Item): void {
    for (const { rows, sortedBy } of this.#indexes.values()) {
      const [before, after] = [placeOf(row.item, sortedBy), placeOf(item, sortedBy)];
      if (before !== undefined && after !== undefined && rows.compare(before, after) === 0) continue;
      if (before !== undefined) rows.remove(before);
      if (after !== undefined) rows.insert(after, row);
    }
    row.item = item;
    row.bytesMax = itemBytesAtMost(item);
  }
}

/** The values of key attributes; undefined when an item lacks one. */
export function placeOf(item: Item, attributes: readonly KeyAttribute[]): Place | undefined {
  const place: string[] = [];
  for (const { name, type } of attributes) {
    const value = own(item, name);
    if (value === undefined) return undefined;
    if (type === 'S' && 'S' in value) place.push(value.S);
    else if (type === 'N' && 'N' in value) place.push(value.N);
    else return undefined;
  }
  return place;
}

function indexCollection(tableKey: KeyShape, index: IndexShape): Collection {
  const own = new Set(index.key.map(({ name }) => name));
  const sortedBy: KeyShape = [...index.key, ...tableKey.filter(({ name }) => !own.has(name))];
  return { key: index.key, sortedBy, rows: new SortedRows(sortedBy), index };
}
