import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../local/asl/json.ts';
import { run, start } from './run-machine.ts';

const succeeded = (output: Json) => ({ status: 'SUCCEEDED', output });
const failed = (error: string) => ({ status: 'FAILED', error, cause: expect.any(String) });
const evaluationFailed = failed('States.QueryEvaluationError');

/** A machine of one state, which ends. */
const single = (state: JsonObject): JsonObject => ({ StartAt: 'Only', States: { Only: { ...state, End: true } } });
/** A machine that assigns variables and then runs one state. */
const seeded = (assign: JsonObject, state: JsonObject): JsonObject => ({
  StartAt: 'Seed',
  States: { Seed: { Type: 'Pass', Assign: assign, Next: 'Only' }, Only: { ...state, End: true } },
});

describe('Pass', () => {
  it('hands its input on without Output, and anything JSON with it', async () => {
    expect(await run(single({ Type: 'Pass' }), [1, { a: null }])).toEqual(succeeded([1, { a: null }]));
    for (const output of [null, true, 0, 1.5, '', 'text', [], {}, [[]], { a: [{}] }]) {
      expect(await run(single({ Type: 'Pass', Output: output }), 'in')).toEqual(succeeded(output));
    }
  });

  it('evaluates expressions at any depth, and only strings that are nothing else', async () => {
    const Output = {
      list: ['{% $states.input.a %}', ['{% $states.input.a + 1 %}'], { deep: '{%$states.input.a%}' }],
      literal: [' {% $x %}', '{% $x %} ', '$.a', '$states.input.a', 'States.Format($.a)', '{%'],
      'key.$': '$.a',
    };
    expect(await run(single({ Type: 'Pass', Output }), { a: 1 })).toEqual(succeeded({ ...Output, list: [1, [2], { deep: 1 }] }));
  });

  it('keeps empty lists and lists of one as lists', async () => {
    const Output = { none: '{% $states.input.none %}', one: '{% $states.input.one %}', nested: '{% $states.input.nested %}' };
    const input = { none: [], one: [7], nested: [[7]] };
    expect(await run(single({ Type: 'Pass', Output }), input)).toEqual(succeeded(input));
  });

  it('fails by the name of the field when an expression gives nothing or throws', async () => {
    const cause = async (state: JsonObject) => ((await run(single({ Type: 'Pass', ...state }))) as { cause?: string }).cause;
    expect(await cause({ Output: { a: { b: '{% $states.input.no %}' } } })).toContain(
      "specified for the field 'Output/a/b' returned nothing (undefined)",
    );
    expect(await cause({ Assign: { x: '{% $nobody %}' } })).toContain("specified for the field 'Assign/x' returned nothing (undefined)");
    expect(await cause({ Output: '{% 1 + "a" %}' })).toContain("specified for the field 'Output' threw an error during evaluation. T2002");
    expect(await cause({ Output: '{% $sum %}' })).toContain('the result is a function');
    expect(await cause({ Output: '{% $error("no") %}' })).toContain(
      "An error occurred while executing the state 'Only' (entered at the event id #2)",
    );
  });
});

describe('variables', () => {
  it('have their entry values in both Assign and Output, and their new ones in the next state', async () => {
    const machine = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { n: 1 }, Next: 'B' },
        B: { Type: 'Pass', Assign: { n: '{% $n + 1 %}', before: '{% $n %}' }, Output: '{% $n %}', Next: 'C' },
        C: { Type: 'Pass', Output: { out: '{% $states.input %}', n: '{% $n %}', before: '{% $before %}' }, End: true },
      },
    };
    expect(await run(machine)).toEqual(succeeded({ out: 1, n: 2, before: 1 }));
  });

  it('may hold null and lists, and hide a built-in function of the same name', async () => {
    expect(
      await run(seeded({ nil: null, list: [1] }, { Type: 'Pass', Output: ['{% $nil %}', '{% $list %}', '{% $count($list) %}'] })),
    ).toEqual(succeeded([null, [1], 1]));
    expect(await run(seeded({ sum: 5 }, { Type: 'Pass', Output: '{% $sum + 1 %}' }))).toEqual(succeeded(6));
  });

  it('of a branch or an iteration end with it', async () => {
    const Branches = [
      {
        StartAt: 'B',
        States: {
          B: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'B2' },
          B2: { Type: 'Pass', Output: '{% $inner %}', End: true },
        },
      },
    ];
    const machine = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { outer: 1 }, Next: 'P' },
        P: { Type: 'Parallel', Branches, Next: 'Z' },
        Z: { Type: 'Pass', Output: { result: '{% $states.input %}', gone: '{% $exists($inner) %}' }, End: true },
      },
    };
    expect(await run(machine)).toEqual(succeeded({ result: [2], gone: false }));
  });
});

describe('Choice', () => {
  const choice = (more: JsonObject): JsonObject => ({
    StartAt: 'Which',
    States: {
      Which: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.n > 10 %}', Next: 'Big', Assign: { how: 'rule' }, Output: 'from the rule' }],
        ...more,
      },
      Big: { Type: 'Pass', Output: ['{% $states.input %}', '{% $how %}'], End: true },
      Small: { Type: 'Pass', Output: ['{% $states.input %}', '{% $how %}'], End: true },
    },
  });
  const withDefault = choice({ Default: 'Small', Assign: { how: 'default' }, Output: 'from the state' });

  it("uses the matching rule's Assign and Output, or the state's own on Default", async () => {
    expect(await run(withDefault, { n: 11 })).toEqual(succeeded(['from the rule', 'rule']));
    expect(await run(withDefault, { n: 10 })).toEqual(succeeded(['from the state', 'default']));
  });

  it('takes the first rule that holds, and plain true and false', async () => {
    const rules = (...conditions: Json[]) => conditions.map((Condition, index) => ({ Condition, Next: `S${index}` }));
    const States = (Choices: Json) => ({
      C: { Type: 'Choice', Choices },
      S0: { Type: 'Pass', Output: 0, End: true },
      S1: { Type: 'Pass', Output: 1, End: true },
    });
    expect(await run({ StartAt: 'C', States: States(rules(false, true)) })).toEqual(succeeded(1));
    expect(await run({ StartAt: 'C', States: States(rules('{% true %}', '{% true %}')) })).toEqual(succeeded(0));
  });

  it('fails without a match and a Default, and on a condition that is not true or false', async () => {
    expect(await run(choice({}), { n: 1 })).toEqual(failed('States.Runtime'));
    for (const Condition of ['{% $states.input %}', '{% $states.input.no %}', '{% "true" %}', '{% 1 %}']) {
      const Choices = [{ Condition, Next: 'Small' }];
      expect(await run(choice({ Choices }), { a: 1 }), Condition).toEqual(evaluationFailed);
    }
  });
});

describe('Wait', () => {
  const secondsOf = async (state: JsonObject, input: Json = {}) => {
    const bench = start(single({ Type: 'Wait', ...state }), input);
    const outcome = await bench.end();
    const { startedAt, stoppedAt } = bench.execution;
    return outcome.status === 'SUCCEEDED' ? ((stoppedAt?.getTime() ?? 0) - startedAt.getTime()) / 1_000 : outcome;
  };

  it('takes its seconds of world time', async () => {
    expect(await secondsOf({ Seconds: 60 })).toBe(60);
    expect(await secondsOf({ Seconds: '{% $states.input.s * 2 %}' }, { s: 45 })).toBe(90);
    expect(await secondsOf({ Seconds: 0 })).toBe(0);
  });

  it('waits until its time, with any offset and finer than a second', async () => {
    expect(await secondsOf({ Timestamp: '2026-01-01T00:00:10Z' })).toBe(10);
    expect(await secondsOf({ Timestamp: '{% $states.input %}' }, '2026-01-01T01:00:10.500+01:00')).toBe(10.5);
    expect(await secondsOf({ Timestamp: '{% $states.input %}' }, '2026-01-01T00:00:10.123456789Z')).toBe(10.123);
    expect(await secondsOf({ Timestamp: '{% $states.input %}' }, '2001-01-01T00:00:00Z')).toBe(0);
  });

  it('fails on seconds and times that are none', async () => {
    for (const seconds of [1.5, -1, '1', 100_000_000, null]) {
      expect(await secondsOf({ Seconds: '{% $states.input %}' }, seconds), String(seconds)).toEqual(evaluationFailed);
    }
    const times = [
      '2026-01-01',
      '2026-01-01 00:00:00Z',
      '2026-01-01T00:00:00',
      '2026-02-30T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '01-01-2026T00:00:00Z',
      'soon',
      5,
    ];
    for (const time of times) expect(await secondsOf({ Timestamp: '{% $states.input %}' }, time), String(time)).toEqual(evaluationFailed);
  });

  it('may assign and shape its output', async () => {
    const machine = {
      StartAt: 'W',
      States: {
        W: { Type: 'Wait', Seconds: 1, Assign: { a: 1 }, Output: 2, Next: 'P' },
        P: { Type: 'Pass', Output: ['{% $a %}', '{% $states.input %}'], End: true },
      },
    };
    expect(await run(machine)).toEqual(succeeded([1, 2]));
  });
});

describe('Succeed and Fail', () => {
  const ends = (state: JsonObject): JsonObject => ({ StartAt: 'E', States: { E: state } });

  it('end the execution with what they say, and only that', async () => {
    expect(await run(ends({ Type: 'Succeed' }), 'in')).toEqual(succeeded('in'));
    expect(await run(ends({ Type: 'Succeed', Output: '{% $states.input & "!" %}' }), 'in')).toEqual(succeeded('in!'));
    expect(await run(ends({ Type: 'Fail' }))).toEqual({ status: 'FAILED' });
    expect(await run(ends({ Type: 'Fail', Error: 'E' }))).toEqual({ status: 'FAILED', error: 'E' });
    expect(await run(ends({ Type: 'Fail', Cause: 'c' }))).toEqual({ status: 'FAILED', cause: 'c' });
    expect(await run(ends({ Type: 'Fail', Error: '{% $states.input.e %}', Cause: '{% $string($states.input) %}' }), { e: 'E' })).toEqual({
      status: 'FAILED',
      error: 'E',
      cause: '{"e":"E"}',
    });
    expect(await run(ends({ Type: 'Fail', Error: '{% 5 %}' }))).toEqual(evaluationFailed);
  });
});

describe('a whole machine', () => {
  it('times out without error and cause, whatever waits', async () => {
    expect(await run({ ...single({ Type: 'Wait', Seconds: 60 }), TimeoutSeconds: 5 })).toEqual({ status: 'TIMED_OUT' });
  });

  it('can be stopped from outside, once', async () => {
    const bench = start(single({ Type: 'Wait', Seconds: 60 }));
    await bench.clock.advance(1_000);
    bench.execution.stop('Stopped', 'by hand');
    bench.execution.stop('Again');
    expect(await bench.execution.ended).toEqual({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });
    expect(await bench.clock.runUntilIdle(60_000)).toBe('idle');
  });

  it('ends with States.Runtime when its history is full', async () => {
    const States = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };
    const bench = start({ StartAt: 'A', States });
    await bench.clock.advance(0);
    expect(await bench.execution.ended).toEqual(failed('States.Runtime'));
    expect(bench.execution.history.events).toHaveLength(25_000);
  });

  it('fails when a value is larger than the service carries', async () => {
    const big = { Type: 'Pass', Output: '{% $join($map([1..30000], function($i) { "0123456789" })) %}' };
    expect(await run(single(big))).toEqual(failed('States.DataLimitExceeded'));
  });
});
