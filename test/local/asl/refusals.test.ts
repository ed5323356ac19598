import { describe, expect, it } from 'vitest';
import { InvalidDefinitionError } from '../../../local/asl/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../local/asl/json.ts';
import { parseMachine } from '../../../local/asl/parse-machine.ts';

/** The problems of a machine; none when it is accepted. */
function problems(definition: JsonObject | string): readonly string[] {
  try {
    parseMachine(
      isJsonObject(definition) ? { QueryLanguage: 'JSONata', ...definition } : definition,
      (resource) => !resource.includes('sqs'),
    );
    return [];
  } catch (error) {
    if (error instanceof InvalidDefinitionError) return error.problems;
    throw error;
  }
}

const single = (state: JsonObject): JsonObject => ({
  StartAt: 'A',
  States: { A: { ...(['Succeed', 'Fail', 'Choice'].includes(String(state.Type)) ? {} : { End: true }), ...state }, B: { Type: 'Succeed' } },
});
const task = (more: JsonObject): JsonObject => single({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...more });

describe('a refusal', () => {
  it('names a language that is no text: JSON can say what cannot become one', () => {
    const QueryLanguage = { toString: 1, valueOf: 1 };
    expect(problems({ ...single({ Type: 'Pass' }), QueryLanguage })).toContain(
      '$/States/A: query language "an object" is not supported, only JSONata',
    );
  });

  it('says that a definition nests deeper than the interpreter can follow', () => {
    const Output: Json = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    expect(problems(single({ Type: 'Pass', Output }))).toEqual(['the definition nests deeper than 500 levels']);
  });

  it('says the first problems of many, and how many more there are', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`${'S'.repeat(1_000)}${index}`, { Type: 'Loop' }]));
    expect(() => parseMachine({ QueryLanguage: 'JSONata', StartAt: 'A', States: many }, () => true)).toThrow(/^.{1,8000}; and \d+ more$/);
  });
});

describe('a machine is refused for', () => {
  it.each<[string, JsonObject, string]>([
    ['JSONPath', { ...single({ Type: 'Pass' }), QueryLanguage: 'JSONPath' }, 'query language "JSONPath" is not supported, only JSONata'],
    ['a JSONPath state', single({ Type: 'Pass', QueryLanguage: 'JSONPath' }), 'query language "JSONPath" is not supported, only JSONata'],
    ['a JSONPath field', single({ Type: 'Pass', ResultPath: '$.a' }), "field 'ResultPath' is not supported here"],
    ['JSONPath arguments', task({ Parameters: {} }), "field 'Parameters' is not supported here"],
    ['a Pass with Result', single({ Type: 'Pass', Result: 1 }), "field 'Result' is not supported here"],
    [
      'a JSONPath rule',
      single({ Type: 'Choice', Choices: [{ Variable: '$.a', Condition: true, Next: 'B' }] }),
      "field 'Variable' is not supported here",
    ],
    ['a state type it does not know', single({ Type: 'Loop' }), 'Type "Loop" is not supported'],
    ['an activity of the machine itself', { ...single({ Type: 'Pass' }), Schedule: 1 }, "field 'Schedule' is not supported here"],
    [
      'a resource that cannot be run',
      task({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
      "Resource 'arn:aws:states:::sqs:sendMessage' is not supported",
    ],
    [
      'a distributed Map',
      single({
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'C',
          States: { C: { Type: 'Succeed' } },
        },
      }),
      'Mode "DISTRIBUTED" is not supported, only INLINE',
    ],
    [
      'an ItemReader',
      single({ Type: 'Map', ItemReader: {}, ItemProcessor: { StartAt: 'C', States: { C: { Type: 'Succeed' } } } }),
      "field 'ItemReader' is not supported here",
    ],
    ['$eval', single({ Type: 'Pass', Output: '{% $eval("1") %}' }), 'the function $eval does not exist'],
    ['text that is not JSONata', single({ Type: 'Pass', Output: '{% 1 + %}' }), "'1 +' is not JSONata"],
    ['JSONata 2.1', single({ Type: 'Pass', Output: '{% $states.input.a ?? 1 %}' }), 'is not JSONata'],
    ['$states.result in a Pass', single({ Type: 'Pass', Output: '{% $states.result %}' }), "Field '$states.result' does not exist."],
    ['$states.result in Arguments', task({ Arguments: { a: ['{% $states.result.b %}'] } }), "Field '$states.result' does not exist."],
    ['$states.errorOutput outside Catch', task({ Output: '{% $states.errorOutput %}' }), "Field '$states.errorOutput' does not exist."],
    [
      '$states.result in Catch',
      task({ Catch: [{ ErrorEquals: ['E'], Next: 'B', Output: '{% $states.result %}' }] }),
      "Field '$states.result' does not exist.",
    ],
    ['an input document', single({ Type: 'Pass', Output: '{% $ %}' }), "'$' reads an input document"],
    ['the root of an input document', single({ Type: 'Pass', Output: '{% $states.input[$$.a] %}' }), "'$$' reads an input document"],
    ['a bare name', single({ Type: 'Pass', Output: '{% $states.input.a & name %}' }), "'name' reads an input document"],
    ['assigning $states', single({ Type: 'Pass', Assign: { states: 1 } }), "'states' is not a name for a variable"],
    ['assigning part of a variable', single({ Type: 'Pass', Assign: { 'a.b': 1 } }), "'a.b' is not a name for a variable"],
    ['Assign in a Fail', single({ Type: 'Fail', Assign: {} }), "field 'Assign' is not supported here"],
    ['States.ALL among others', task({ Catch: [{ ErrorEquals: ['States.ALL', 'E'], Next: 'B' }] }), 'States.ALL must stand alone and last'],
    [
      'States.ALL before others',
      task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] }),
      'States.ALL must stand alone and last',
    ],
    ['a catcher without errors', task({ Catch: [{ ErrorEquals: [], Next: 'B' }] }), 'ErrorEquals must be a list of error names'],
    ['a rate below 1', task({ Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }] }), 'BackoffRate must be a number from 1'],
    ['a jitter it does not know', task({ Retry: [{ ErrorEquals: ['E'], JitterStrategy: 'HALF' }] }), 'JitterStrategy must be FULL or NONE'],
    [
      'a heartbeat as long as the timeout',
      task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      'HeartbeatSeconds must be less than TimeoutSeconds',
    ],
    ['a timeout of 0', task({ TimeoutSeconds: 0 }), 'TimeoutSeconds must be an expression or a whole number from 1 to 99999999'],
    ['Next to nowhere', single({ Type: 'Pass', End: false, Next: 'Nowhere' }), "Next names 'Nowhere', which is not a state here"],
    ['Catch to nowhere', task({ Catch: [{ ErrorEquals: ['E'], Next: 'Nowhere' }] }), "Next names 'Nowhere', which is not a state here"],
    ['StartAt nowhere', { StartAt: 'Nowhere', States: { A: { Type: 'Succeed' } } }, "StartAt names 'Nowhere', which is not a state here"],
    ['both Next and End', single({ Type: 'Pass', Next: 'B' }), 'exactly one of Next and End is needed'],
    ['a wait for nothing', single({ Type: 'Wait' }), 'exactly one of Seconds and Timestamp is needed'],
    ['a time that is none', single({ Type: 'Wait', Timestamp: 'tomorrow' }), 'Timestamp must be an expression or an ISO 8601 time'],
    [
      'a condition that is text',
      single({ Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'B' }] }),
      'Condition must be an expression, true or false',
    ],
    ['no choices', single({ Type: 'Choice', Choices: [] }), 'Choices must not be empty'],
    [
      'the same name in two branches',
      single({
        Type: 'Parallel',
        Branches: [
          { StartAt: 'X', States: { X: { Type: 'Succeed' } } },
          { StartAt: 'X', States: { X: { Type: 'Succeed' } } },
        ],
      }),
      'the name is used twice',
    ],
  ])('%s', (_, definition, problem) => {
    expect(problems(definition).join('\n')).toContain(problem);
  });

  it('several problems at once, each with its place', () => {
    expect(problems({ StartAt: 'A', States: { A: { Type: 'Pass', Result: 1, Next: 'Z' } } })).toEqual([
      "$/States/A: field 'Result' is not supported here",
      "$/States/A: Next names 'Z', which is not a state here",
    ]);
  });

  it('text that is not a JSON object', () => {
    expect(problems('{').join()).toContain('the definition is not JSON');
    expect(problems('[]')).toEqual(['the definition must be an object']);
  });
});

describe('a variable of a branch', () => {
  const branch = (name: string, Assign: JsonObject): JsonObject => ({
    StartAt: name,
    States: { [name]: { Type: 'Pass', Assign, End: true } },
  });
  const container = (more: JsonObject): JsonObject => ({ Type: 'Parallel', Branches: [branch('In', { x: 1 })], ...more });
  const machine = (States: JsonObject): JsonObject => ({ StartAt: 'A', States });
  const seed = (Assign: Json) => ({ Type: 'Pass', Assign, Next: 'P' });
  const shadowed = ["In: The variable name 'x' was already defined in a parent scope."];

  it('may not be one that exists outside when it starts', () => {
    expect(problems(machine({ A: seed({ x: 0 }), P: container({ End: true }) }))).toEqual(shadowed);
    const rule = { Type: 'Choice', Choices: [{ Condition: true, Next: 'P', Assign: { x: 0 } }] };
    expect(problems(machine({ A: rule, P: container({ End: true }) }))).toEqual(shadowed);
    const between = { Type: 'Pass', Next: 'P' };
    expect(problems(machine({ A: { ...seed({ x: 0 }), Next: 'M' }, M: between, P: container({ End: true }) }))).toEqual(shadowed);
    const map = { Type: 'Map', ItemProcessor: branch('In', { x: 1 }), End: true };
    expect(problems(machine({ A: seed({ x: 0 }), P: map }))).toEqual(shadowed);
  });

  it('counts what a loop or an outer container assigned before', () => {
    const again = { Type: 'Pass', Assign: { x: 0 }, Next: 'P' };
    expect(problems({ StartAt: 'P', States: { P: container({ Next: 'Q' }), Q: again } })).toEqual(shadowed);
    const outer = { Type: 'Parallel', Branches: [{ StartAt: 'P', States: { P: container({ End: true }) } }], End: true };
    expect(problems(machine({ A: { ...seed({ x: 0 }), Next: 'O' }, O: outer }))).toEqual(shadowed);
  });

  it('may have the name of one that is only assigned afterwards, or in a sibling', () => {
    const Catch = [{ ErrorEquals: ['E'], Next: 'Z', Assign: { x: 2 } }];
    expect(problems(machine({ A: seed({ y: 0 }), P: container({ Catch, Assign: { x: 3 }, Next: 'Z' }), Z: { Type: 'Succeed' } }))).toEqual(
      [],
    );
    const Branches = [branch('In', { x: 1 }), branch('In2', { x: 1 })];
    expect(problems(machine({ A: { Type: 'Parallel', Branches, End: true } }))).toEqual([]);
  });
});

describe('a machine is accepted with', () => {
  it.each<[string, JsonObject]>([
    [
      'comments anywhere',
      {
        Comment: 'c',
        Version: '1.0',
        ...single({ Type: 'Choice', Comment: 'c', Choices: [{ Comment: 'c', Condition: true, Next: 'B' }] }),
      },
    ],
    [
      'names inside a path, a filter or a function',
      single({ Type: 'Pass', Output: '{% $map($states.input.list[kind = "a"].(name & $.b), function($v) { $v.c }) %}' }),
    ],
    [
      'object keys and local variables',
      single({ Type: 'Pass', Output: '{% ($x := {"a": 1}; $x.a; $x ~> $keys; $sort([2, 1], function($l, $r) { $l > $r })) %}' }),
    ],
    ['a variable nobody assigned', single({ Type: 'Pass', Output: '{% $nobody %}' })],
    ['empty Retry and Catch, and error names nobody knows', task({ Retry: [{ ErrorEquals: ['Tpyo'] }], Catch: [] })],
    [
      'each state speaking JSONata for itself',
      { QueryLanguage: 'JSONPath', StartAt: 'A', States: { A: { Type: 'Succeed', QueryLanguage: 'JSONata' } } },
    ],
  ])('%s', (_, definition) => {
    expect(problems(definition)).toEqual([]);
  });
});
