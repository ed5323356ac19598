import type { Item, Value } from './value.ts';

/** How many bytes texts and numbers count for. */
interface Measure {
  readonly text: (text: string) => number;
  readonly number: (plain: string) => number;
}

const exact: Measure = { text: (text) => Buffer.byteLength(text), number: numberBytes };
/** No UTF-16 unit takes more than three bytes of UTF-8, and no number has more than 38 digits. */
const atMost: Measure = { text: (text) => text.length * 3, number: () => 21 };

/** The size of an item in bytes, names included: "DynamoDB item sizes and formats" in the developer guide. */
export function itemBytes(item: Item): number {
  return bytesOfItem(item, exact);
}

/** A size that the item surely does not exceed, found without reading its texts. */
export function itemBytesAtMost(item: Item): number {
  return bytesOfItem(item, atMost);
}

function bytesOfItem(item: Item, measure: Measure): number {
  let bytes = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) bytes += measure.text(name) + bytesOf(value, measure);
  }
  return bytes;
}

function bytesOf(value: Value, measure: Measure): number {
  if ('S' in value) return measure.text(value.S);
  if ('N' in value) return measure.number(value.N);
  if ('SS' in value) return value.SS.reduce((sum, text) => sum + measure.text(text), 0);
  if ('NS' in value) return value.NS.reduce((sum, text) => sum + measure.number(text), 0);
  if ('L' in value) return value.L.reduce((sum, element) => sum + 1 + bytesOf(element, measure), 3);
  if ('M' in value) return 3 + Object.keys(value.M).length + bytesOfItem(value.M, measure);
  return 1;
}

/** One byte for two significant digits, and one more; a sign takes another. */
function numberBytes(plain: string): number {
  const digits = plain.replace(/^-?[0.]*|\.|0+$/g, '').length;
  return 1 + Math.ceil(digits / 2) + (plain.startsWith('-') ? 1 : 0);
}
