import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { Clock } from '../clock.ts';

/** Functions that an expression may call beside JSONata's own, by name without `$`. */
export type AddedFunctions = Readonly<Record<string, (...args: never[]) => unknown>>;

/** `$range` makes at most this many numbers (AWS developer guide, "Transforming data with JSONata"). */
const rangeLengthMax = 1_000;

const hashes: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** A call of an added function with arguments it does not take; the expression fails with States.QueryEvaluationError. */
function refuse(code: string, message: string): never {
  throw Object.assign(new RangeError(message), { code });
}

function partition(values: readonly unknown[] | undefined, size: number): unknown {
  if (values === undefined) return undefined;
  if (!Number.isInteger(size) || size < 1) refuse('D3000', `$partition needs a positive integer size, not ${size}`);
  const list = Array.isArray(values) ? values : [values];
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}

function range(start: number, end: number, step: number): readonly number[] {
  if (![start, end, step].every((value) => Number.isInteger(value))) refuse('D3000', '$range needs three integers');
  if (step === 0) refuse('D3000', '$range needs a step other than 0');
  const length = Math.max(0, Math.floor((end - start) / step) + 1);
  if (length > rangeLengthMax) refuse('D3000', `$range makes at most ${rangeLengthMax} numbers, not ${length}`);
  return Array.from({ length }, (_, index) => start + index * step);
}

function hash(data: unknown, algorithm: string): string | undefined {
  if (data === undefined) return undefined;
  const name = hashes[algorithm] ?? refuse('D3000', `$hash knows ${Object.keys(hashes).join(', ')}, not ${algorithm}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
}

function parse(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

/** The first number of a small generator (splitmix32): the same seed gives the same number, not the one AWS gives. */
function seeded(seed: number): number {
  let bits = (Math.floor(seed) + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return ((bits ^ (bits >>> 15)) >>> 0) / 4_294_967_296;
}

/** A version 4 UUID from the given source of chance. */
export function uuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = '4';
  hex[16] = '89ab'.charAt(Math.floor(random() * 4));
  const text = hex.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

const formatMillis = jsonata('$fromMillis($ms, $picture, $zone)');

/** What Step Functions adds to JSONata 2.0.6, and JSONata's own clock functions on the world's clock. */
export function addedFunctions(clock: Clock, random: () => number): AddedFunctions {
  return {
    partition,
    range,
    hash,
    parse,
    random: (seed?: number) => (seed === undefined ? random() : seeded(seed)),
    uuid: () => uuid(random),
    millis: () => clock.now().getTime(),
    now: (picture?: string, zone?: string) =>
      picture === undefined ? clock.now().toISOString() : formatMillis.evaluate(undefined, { ms: clock.now().getTime(), picture, zone }),
  };
}
