import fc from 'fast-check';

/** Made once: a case that has one costs no more than a case that has none. */
const megabyte = 'x'.repeat(1024 * 1024);
const deepList: unknown = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
const deepObject: unknown = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`);
const longList: unknown = Array.from({ length: 10_000 }, (_, index) => index);
const wide: unknown = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`key-${index}`, index]));

/** Names that every object inherits, or that a naive merge would follow into a prototype. */
export const inheritedNames = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON', 'then'] as const;

/** JSON with inherited names as own members, as `JSON.parse` makes them. */
const polluting: readonly unknown[] = [
  '{"__proto__":{"polluted":true,"service":"orders","status":"ACTIVE"}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"valueOf":1}',
  '{"length":-1}',
  '{"toJSON":"x","then":"x"}',
  '[{"__proto__":[]}]',
].map((json) => JSON.parse(json));

const texts = [
  '',
  ' ',
  '0',
  '-1',
  'NaN',
  'Infinity',
  '1e400',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '\u0000',
  '\ud800',
  '\u202e\u200b',
  'Ω≈ç√∫˜µ≤≥÷',
  '👩‍👩‍👧‍👦',
  '../../etc/passwd',
  '/sluice/services/',
  '{{lane}}',
  '{% $states.input %}',
  "' OR '1'='1",
  '<script>',
  'a\nb\r\nc',
  '9'.repeat(400),
  'a/'.repeat(200),
  ':'.repeat(200),
  'x'.repeat(3_000),
  ...inheritedNames,
] as const;

const instants = [
  '2026-11-20',
  '2026-13-45T99:99:99Z',
  '2026-02-30T00:00:00Z',
  '0000-00-00T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00Z',
  '9999-12-31T23:59:60Z',
  'Fri Nov 20 2026',
  '2026-11-20T10:14:12.354+0000',
  '2026-11-20T10:14:12+99:99',
  '1763633652',
  'tomorrow',
] as const;

const numbers = [0, -0, 1, -1, 0.5, 1e308, -1e308, 5e-324, 2 ** 53, -(2 ** 53), 253402300800000, Number.MAX_SAFE_INTEGER] as const;

/** One JSON value that no AWS service would send there; rarely one that is large. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  {
    arbitrary: fc.constantFrom<unknown>(...texts, ...instants, ...numbers, null, true, false, [], {}, [null], [[]], ...polluting),
    weight: 12,
  },
  { arbitrary: fc.string({ maxLength: 8 }), weight: 1 },
  { arbitrary: fc.constantFrom<unknown>(megabyte, deepList, deepObject, longList, wide), weight: 1 },
);

/** Whole JSON values of any shape, with keys that a careless reader would follow. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    hostileValue,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(
        fc.tuple(
          fc.oneof(fc.constantFrom<string>(...inheritedNames, 'detail', 'detail-type', 'kind'), fc.string({ maxLength: 8 })),
          tie('value'),
        ),
        { maxLength: 4 },
      )
      .map(ownMembers),
  ),
})).value;

/** An object with exactly these own members: `__proto__` is a member like any other, as `JSON.parse` has it. */
export function ownMembers(entries: readonly (readonly [string, unknown])[]): object {
  const made = {};
  for (const [key, value] of entries) Object.defineProperty(made, key, { value, writable: true, enumerable: true, configurable: true });
  return made;
}

/** JSON text of a value; of one that nests deeper than the call stack, a text that nests as deep. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return `${'{"a":['.repeat(20_000)}${']}'.repeat(20_000)}`;
  }
}
