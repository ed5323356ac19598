import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { addedFunctions } from '../../../local/asl/added-functions.ts';
import { compileExpression } from '../../../local/asl/expression.ts';
import { type Json, jsonBytes } from '../../../local/asl/json.ts';
import { VirtualClock } from '../../../local/clocks/virtual-clock.ts';
import { counting, run, startedAt } from './run-machine.ts';

const functions = addedFunctions(new VirtualClock(startedAt), counting());
const evaluate = (source: string, input: Json = null, variables = {}) =>
  compileExpression(source).evaluate({ states: { input }, variables, functions, entered: { state: 'S', eventId: 2 } });

describe('an expression', () => {
  it('gives what JSONata gives, also where a plain path is read without it', async () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const value = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<Json>(null, true, 0, '', 'x'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 2, noNullPrototype: true }),
      ),
    })).value;
    const path = fc.array(name, { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(value, path, fc.boolean(), async (input, names, fromVariable) => {
        const root = fromVariable ? '$v' : '$states.input';
        const source = [root, ...names].join('.');
        const given: unknown = await jsonata(source).evaluate(undefined, { v: input, states: { input } });
        const expected: unknown = given === undefined ? undefined : JSON.parse(JSON.stringify(given));
        expect(await evaluate(source, input, { v: input })).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('gives plain lists, which a later expression does not unpack', async () => {
    const found = await evaluate('$states.input.a', [{ a: 1 }, { a: 2 }]);
    expect(Object.getOwnPropertyNames(found)).toEqual(['0', '1', 'length']);
  });
});

describe('the added functions', () => {
  it.each<[string, Json]>([
    ['$partition([1, 2, 3, 4, 5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 2)', []],
    ['$partition(["a"], 9)', [['a']]],
    ['$range(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['$range(3, -3, -3)', [3, 0, -3]],
    ['$range(1, 1, 1)', [1]],
    ['$hash("input data", "SHA-1")', 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['$hash("abc", "MD5")', '900150983cd24fb0d6963f7d28e17f72'],
    ['$length($hash("abc", "SHA-512"))', 128],
    ['$parse("{\\"a\\": [1, null]}").a', [1, null]],
    ['$random(1) = $random(1)', true],
    ['$random() >= 0 and $random() < 1', true],
    ['$contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)', true],
    ['$uuid() = $uuid()', false],
    ['$now()', '2026-01-01T00:00:00.000Z'],
    ['$now("[Y]")', '2026'],
    ['$millis()', 1_767_225_600_000],
    ['$map(["1", "2"], $parse)', [1, 2]],
  ])('%s', async (source, expected) => {
    expect(await evaluate(source)).toEqual(expected);
  });

  it('fail the expression on arguments they do not take', async () => {
    for (const source of [
      '$partition([1], 0)',
      '$range(1, 2, 0)',
      '$range(1, 5000, 1)',
      '$range(1, 2, 0.5)',
      '$hash("a", "SHA-3")',
      '$parse("{")',
    ]) {
      const machine = { StartAt: 'A', States: { A: { Type: 'Pass', Output: `{% ${source} %}`, End: true } } };
      expect(await run(machine), source).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    }
  });
});

describe('jsonBytes', () => {
  it('is the length of the compact JSON text in UTF-8', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: fc.constantFrom('a', ' ', '!', '"', '\\', '~', '\u007f', '\n', 'é', '☃', '\ud800') }),
        (value) => {
          expect(jsonBytes(value as Json)).toBe(Buffer.byteLength(JSON.stringify(value)));
        },
      ),
    );
  });
});
