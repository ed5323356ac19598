import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../local/events/compile-pattern.ts';
import { InvalidPatternError } from '../../../local/events/invalid-pattern-error.ts';

/** [what the case is about, matchers of the field `x`, the field's value, matches]. */
const cases: readonly (readonly [string, readonly unknown[], unknown, boolean])[] = [
  ['a string equal to one of the list', ['blue', 'green'], 'green', true],
  ['a string in another case', ['blue'], 'Blue', false],
  ['a list that shares an element', ['blue'], ['red', 'blue'], true],
  ['a list in a list', ['blue'], [['red'], [['blue']]], true],
  ['an empty list', ['blue'], [], false],
  ['a number with the same value', [1.5], 1.5, true],
  ['a number given as text', [1.5], '1.5', false],
  ['false', [false], false, true],
  ['false given as text', [false], 'false', false],
  ['zero for false', [false], 0, false],
  ['null', [null], null, true],
  ['null in a list', [null], [1, null], true],
  ['a name inherited by every object', [{ exists: true }], undefined, false],
  ['a prefix', [{ prefix: 'ecs-svc/' }], 'ecs-svc/1', true],
  ['a prefix longer than the value', [{ prefix: 'ecs-svc/' }], 'ecs', false],
  ['a suffix in another case', [{ suffix: '.PNG' }], 'a.png', false],
  ['a suffix that ignores case', [{ suffix: { 'equals-ignore-case': '.PNG' } }], 'a.png', true],
  ['another text that ignores case', [{ 'equals-ignore-case': 'ALARM' }], 'OK', false],
  ['a wildcard in the middle', [{ wildcard: 'a*b*c' }], 'a-b-b-c', true],
  ['a wildcard whose ends would overlap', [{ wildcard: 'aba*ba' }], 'aba', false],
  ['a wildcard whose pieces come in another order', [{ wildcard: '*b*a*' }], 'ab', false],
  ['a wildcard alone', [{ wildcard: '*' }], '', true],
  ['a wildcard with an escaped backslash', [{ wildcard: 'a\\\\*' }], 'a\\b', true],
  ['an escaped star that is no wildcard', [{ wildcard: 'a\\*c' }], 'abc', false],
  ['another value', [{ 'anything-but': ['a', 'b'] }], 'c', true],
  ['another number', [{ 'anything-but': [1, 2] }], 3, true],
  ['the excluded number', [{ 'anything-but': 1 }], 1, false],
  ['another start', [{ 'anything-but': { prefix: 'sha256-' } }], 'v1', true],
  ['an excluded ending of several', [{ 'anything-but': { suffix: ['.sig', '.att'] } }], 'a.att', false],
  ['an excluded wildcard of several', [{ 'anything-but': { wildcard: ['*/tmp/*', '*.bak'] } }], '/x/tmp/y', false],
  ['not X, or absent', [{ 'anything-but': 'X' }, { exists: false }], undefined, true],
  ['not X, or absent, of X', [{ 'anything-but': 'X' }, { exists: false }], 'X', false],
  ['a number within bounds', [{ numeric: ['>=', 1, '<', 3] }], 1, true],
  ['a number on the open bound', [{ numeric: ['>=', 1, '<', 3] }], 3, false],
  ['a number with one upper bound', [{ numeric: ['<', 0] }], -1, true],
  ['a number that is another', [{ numeric: ['=', 0] }], 1, false],
  ['an address at the end of its block', [{ cidr: '10.1.0.0/16' }], '10.1.255.255', true],
  ['an address of the other family', [{ cidr: '::/0' }], '10.1.0.1', false],
  ['an address with a zone', [{ cidr: 'fe80::/10' }], 'fe80::1%eth0', false],
];

/** [path, pattern] of patterns that EventBridge refuses. */
const invalid: readonly (readonly [string, unknown])[] = [
  ['', null],
  ['', ['a']],
  ['', {}],
  ['detail', { detail: {} }],
  ['detail.x', { detail: { x: 'a' } }],
  ['x', { x: [] }],
  ['x[1]', { x: ['a', ['b']] }],
  ['x[0]', { x: [{}] }],
  ['x[0]', { x: [{ constructor: 'a' }] }],
  ['x[0]', { x: [{ prefix: 'a', suffix: 'b' }] }],
  ['x[0].exists', { x: [{ exists: 'yes' }] }],
  ['x[0].prefix', { x: [{ prefix: 1 }] }],
  ['x[0].prefix', { x: [{ prefix: { wildcard: 'a' } }] }],
  ['x[0].wildcard', { x: [{ wildcard: 'a**b' }] }],
  ['x[0].wildcard', { x: [{ wildcard: 'a\\b' }] }],
  ['x[0].anything-but', { x: [{ 'anything-but': [] }] }],
  ['x[0].anything-but', { x: [{ 'anything-but': true }] }],
  ['x[0].anything-but', { x: [{ 'anything-but': ['a', 1] }] }],
  ['x[0].anything-but', { x: [{ 'anything-but': { toString: 'a' } }] }],
  ['x[0].anything-but', { x: [{ 'anything-but': { prefix: [] } }] }],
  ['x[0].numeric', { x: [{ numeric: [] }] }],
  ['x[0].numeric', { x: [{ numeric: ['~', 1] }] }],
  ['x[0].numeric', { x: [{ numeric: ['>', '1'] }] }],
  ['x[0].numeric', { x: [{ numeric: ['<', 5, '>', 0] }] }],
  ['x[0].numeric', { x: [{ numeric: ['>', 5, '<', 5] }] }],
  ['x[0].cidr', { x: [{ cidr: '10.0.0.0/33' }] }],
  ['x[0].cidr', { x: [{ cidr: '10.0.0.0' }] }],
  ['$or[0]', { $or: [{ a: ['1'] }] }],
];

function refusalOf(pattern: unknown): unknown {
  try {
    return compilePattern(pattern);
  } catch (error) {
    return error;
  }
}

describe('compilePattern', () => {
  it.each(cases)('decides on %s', (_name, matchers, value, expected) => {
    const event = JSON.parse(JSON.stringify({ detail: { x: value } }));
    expect(compilePattern({ detail: { x: matchers } })(event)).toBe(expected);
  });

  it.each(invalid)('refuses at %s the pattern %j', (path, pattern) => {
    const refusal = refusalOf(pattern);
    expect(refusal).toBeInstanceOf(InvalidPatternError);
    expect(refusal).toMatchObject({ name: 'InvalidPatternError', path });
  });

  it('lets $or branches and their siblings match within one array element only', () => {
    const matches = compilePattern({ r: { id: ['1'], $or: [{ k: ['b'] }, { z: ['b'] }] } });
    expect(matches({ r: [{ id: '1', z: 'b' }] })).toBe(true);
    expect(matches({ r: [{ id: '1' }, { id: '2', k: 'b' }] })).toBe(false);
  });

  it('does so too when the $or stands beside the array', () => {
    const matches = compilePattern({ r: { id: ['1'] }, $or: [{ r: { k: ['b'] } }, { s: ['b'] }] });
    expect(matches({ r: [{ id: '1', k: 'b' }] })).toBe(true);
    expect(matches({ r: [{ id: '1' }, { id: '2', k: 'b' }] })).toBe(false);
    expect(matches({ r: [{ k: 'b' }] })).toBe(false);
  });

  it('keeps two branches of one $or apart', () => {
    const matches = compilePattern({
      $or: [
        { a: ['1'], b: ['1'] },
        { a: ['2'], b: ['2'] },
      ],
    });
    expect([matches({ a: '1', b: '1' }), matches({ a: '2', b: '2' }), matches({ a: '1', b: '2' })]).toEqual([true, true, false]);
  });

  it('takes $or as a field name when its members are matchers', () => {
    expect(compilePattern({ $or: [{ prefix: 'a' }, { prefix: 'b' }] })({ $or: 'bc' })).toBe(true);
  });

  it('refuses a $or that multiplies out to more than 1,000 combinations', () => {
    const branches = Array.from({ length: 11 }, (_, index) => ({ k: [index] }));
    const threeDeep = { a: { $or: branches }, b: { $or: branches }, c: { $or: branches } };
    expect(refusalOf(threeDeep)).toMatchObject({ reason: '$or multiplies out to more than 1000 combinations' });
  });

  it('treats keys such as __proto__ and constructor as plain keys', () => {
    const pattern = JSON.parse('{"__proto__": {"polluted": ["yes"]}}');
    const matches = compilePattern(pattern);
    expect(matches(JSON.parse('{"__proto__": {"polluted": "yes"}}'))).toBe(true);
    expect(matches({})).toBe(false);
    expect(compilePattern({ constructor: { name: [{ exists: true }] } })({})).toBe(false);
    expect(compilePattern(JSON.parse('{"__proto__": {"__proto__": [null]}}'))({})).toBe(false);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('never throws on any JSON event', () => {
    const matchers = cases.map(([, list]) => list);
    fc.assert(
      fc.property(
        fc.constantFrom(...matchers),
        fc.constantFrom(...matchers),
        fc.jsonValue({ noUnicodeString: false }),
        (one, other, value) => {
          const matches = compilePattern({ x: one, y: { $or: [{ x: other }, { z: one }] } });
          expect([true, false]).toContain(matches(value));
          expect([true, false]).toContain(matches({ x: value, y: [value, { x: value }] }));
        },
      ),
    );
  });

  it('refuses any other JSON than a pattern by a named error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (pattern) => {
        const refusal = refusalOf(pattern);
        if (typeof refusal !== 'function') expect(refusal).toBeInstanceOf(InvalidPatternError);
      }),
    );
  });

  // Text is made of what a pattern says only for the message, and JSON can say what cannot become text.
  it('refuses an operator that is no text by a named error', () => {
    expect(refusalOf({ x: [{ numeric: [{ toString: 1, valueOf: 1 }, 0] }] })).toMatchObject({
      path: 'x[0].numeric',
      reason: 'unrecognized numeric operator an object',
    });
  });

  it('repeats no more of a refused pattern than a person reads', () => {
    const long = 'x'.repeat(1024 * 1024);
    for (const pattern of [{ [long]: 1 }, { x: [{ [long]: 1 }] }, { x: [{ cidr: long }] }, { x: [{ numeric: [long] }] }]) {
      expect(String(refusalOf(pattern)).length).toBeLessThan(500);
    }
  });

  it('matches a text value exactly when its wildcard, read as a regular expression, does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    const wildcards = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 8 }).map((parts) => parts.join('').replace(/\*+/g, '*'));
    fc.assert(
      fc.property(wildcards, letters, (wildcard, text) => {
        const expected = new RegExp(`^${wildcard.replaceAll('*', '.*')}$`).test(text);
        expect(compilePattern({ x: [{ wildcard }] })({ x: text })).toBe(expected);
      }),
    );
  });

  it('is fast on a wildcard that a backtracking matcher would never finish', () => {
    const matches = compilePattern({ x: [{ wildcard: `${'*a'.repeat(500)}*b` }] });
    const startedAt = performance.now();
    expect(matches({ x: 'a'.repeat(100_000) })).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('reads events and refuses patterns that nest deeper than the call stack', () => {
    const deep = (open: string, close: string, inner: string) => JSON.parse(open.repeat(50_000) + inner + close.repeat(50_000));
    expect(compilePattern({ x: ['a'] })({ x: deep('[', ']', '"a"') })).toBe(true);
    expect(refusalOf(deep('{"x":', '}', '["a"]'))).toBeInstanceOf(InvalidPatternError);
  });
});
