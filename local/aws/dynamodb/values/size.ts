import type { Item, Value } from './value.ts';

/** How many bytes a text counts for. */
type TextBytes = (text: string) => number;

const exact: TextBytes = (text) => Buffer.byteLength(text);
/** No UTF-16 unit takes more than three bytes of UTF-8. */
const atMost: TextBytes = (text) => text.length * 3;

/** The size of an item in bytes, names included: "DynamoDB item sizes and formats" in the developer guide. */
export function itemBytes(item: Item): number {
  return bytesOfItem(item, exact);
}

/** A size that the item surely does not exceed, found without reading its texts. */
export function itemBytesAtMost(item: Item): number {
  return bytesOfItem(item, atMost);
}

function bytesOfItem(item: Item, textBytes: TextBytes): number {
  let bytes = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) bytes += textBytes(name) + bytesOf(value, textBytes);
  }
  return bytes;
}

function bytesOf(value: Value, textBytes: TextBytes): number {
  if ('S' in value) return textBytes(value.S);
  if ('N' in value) return numberBytes(value.N);
  if ('SS' in value) return value.SS.reduce((sum, text) => sum + textBytes(text), 0);
  if ('NS' in value) return value.NS.reduce((sum, text) => sum + numberBytes(text), 0);
  if ('L' in value) return value.L.reduce((sum, element) => sum + 1 + bytesOf(element, textBytes), 3);
  if ('M' in value) return 3 + Object.keys(value.M).length + bytesOfItem(value.M, textBytes);
  return 1;
}

/** One byte for two significant digits, and one more; a sign takes another. */
function numberBytes(plain: string): number {
  const digits = plain.replace(/^-?[0.]*|\.|0+$/g, '').length;
  return 1 + Math.ceil(digits / 2) + (plain.startsWith('-') ? 1 : 0);
}
