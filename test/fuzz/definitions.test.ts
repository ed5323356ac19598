import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../local/asl/json.ts';
import { parseMachine } from '../../local/asl/parse-machine.ts';
import { cases } from './cases.ts';
import { fuzz, fuzzTimeoutMs } from './fuzz.ts';
import { anyJson, jsonText } from './hostile-values.ts';
import { mutated } from './mutate.ts';

const small: JsonObject = {
  QueryLanguage: 'JSONata',
  StartAt: 'Ask',
  TimeoutSeconds: 60,
  States: {
    Ask: {
      ...{ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { Payload: '{% $states.input %}' }, Next: 'Choose' },
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2, JitterStrategy: 'FULL' }],
      Catch: [{ ErrorEquals: ['States.Timeout'], Assign: { failure: '{% $states.errorOutput %}' }, Next: 'Lose' }],
    },
    Choose: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.a > 1 %}', Next: 'Pause' }], Default: 'Both' },
    Pause: { Type: 'Wait', Seconds: '{% 5 %}', Next: 'Both' },
    Both: {
      ...{ Type: 'Parallel', Next: 'Win' },
      Branches: [{ StartAt: 'One', States: { One: { Type: 'Pass', Output: { a: 1 }, End: true } } }],
    },
    Win: { Type: 'Succeed' },
    Lose: { Type: 'Fail', Error: 'Lost', Cause: '{% $failure.Cause %}' },
  },
};
const anyDefinition = fc.oneof({ arbitrary: mutated([small]), weight: 9 }, { arbitrary: anyJson, weight: 1 });
const shipped = readFileSync(join(import.meta.dirname, '../../statemachines/deployment.asl.json'), 'utf8');
const isKnown = (resource: string): boolean => resource.startsWith('arn:aws:states:::');

describe('a state machine of any shape', () => {
  it('is parsed, or refused with each problem and its place', { timeout: fuzzTimeoutMs }, async () => {
    const told = { answered: 0, refused: 0 };
    const parse = (definition: unknown) => parseMachine(isJsonObject(definition) ? definition : jsonText(definition), isKnown);
    await fuzz(anyDefinition, cases.definitions, parse, ({ kind }) => {
      told[kind] += 1;
    });
    expect(Math.min(...Object.values(told))).toBeGreaterThan(50);
  });

  it('of any text is parsed, or refused', { timeout: fuzzTimeoutMs }, async () => {
    const cuts = fc.tuple(fc.nat(shipped.length), fc.nat(40), fc.constantFrom('', '"', '{', '}', ',', 'null', '{% $ %}'));
    const edited = cuts.map(([from, length, by]) => shipped.slice(0, from) + by + shipped.slice(from + length));
    await fuzz(edited, cases.definitionTexts, (text) => parseMachine(text, () => true));
  });
});
