import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../../local/asl/error-handling.ts';
import { StateFailure } from '../../../local/asl/failure.ts';
import type { Json, JsonObject } from '../../../local/asl/json.ts';
import type { TaskCall, TaskRunner } from '../../../local/asl/task-runner.ts';
import { run, start } from './run-machine.ts';

const resource = 'arn:aws:states:::aws-sdk:ecs:describeServices';
const succeeded = (output: Json) => ({ status: 'SUCCEEDED', output });
const evaluationFailed = { status: 'FAILED', error: 'States.QueryEvaluationError', cause: expect.any(String) };

/** A machine whose Task `T` ends, and whose catchers go to `Caught`, which answers its input. */
const task = (more: JsonObject): JsonObject => ({
  StartAt: 'T',
  States: {
    T: { Type: 'Task', Resource: resource, ...more, End: true },
    ...(more.Catch === undefined ? {} : { Caught: { Type: 'Pass', End: true } }),
  },
});

/** Fails with each error in turn, then answers `fine`. */
function failing(...errors: (string | null)[]): { readonly runTask: TaskRunner; readonly at: number[] } {
  const at: number[] = [];
  let clockAt = 0;
  const runTask: TaskRunner = async () => {
    at.push(clockAt++);
    const error = errors[at.length - 1];
    if (error !== undefined) throw new StateFailure(error, error === null ? null : `cause of ${error}`);
    return 'fine';
  };
  return { runTask, at };
}

const never: TaskRunner = () => new Promise(() => undefined);
const catchAll = { ErrorEquals: ['States.ALL'], Next: 'Caught' };

describe('Task', () => {
  it('sends its arguments, or its input without them, as the role it names', async () => {
    const calls: TaskCall[] = [];
    const runTask: TaskRunner = async (call) => {
      calls.push(call);
      return 1;
    };
    await run(task({ Arguments: { A: '{% $states.input.a %}', At: '{% $states.context.Execution.Name %}' } }), { a: 1 }, runTask);
    await run(task({ Credentials: { RoleArn: '{% "arn:aws:iam::1:role/" & $states.input.a %}' } }), { a: 'x' }, runTask);
    expect(calls.map(({ arguments: sent, roleArn }) => ({ sent, roleArn }))).toEqual([
      { sent: { A: 1, At: 'e' }, roleArn: 'arn:aws:iam::111122223333:role/m' },
      { sent: { a: 'x' }, roleArn: 'arn:aws:iam::1:role/x' },
    ]);
  });

  it('shows its result to Assign and Output, and gives it without them', async () => {
    const machine = {
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: resource,
          Assign: { r: '{% $states.result.x %}' },
          Output: { in: '{% $states.input %}', r: '{% $states.result.x %}' },
          Next: 'P',
        },
        P: { Type: 'Pass', Output: ['{% $states.input %}', '{% $r %}'], End: true },
      },
    };
    expect(await run(machine, 1, async () => ({ x: 2 }))).toEqual(succeeded([{ in: 1, r: 2 }, 2]));
    expect(await run(task({}), 1, async () => [{ x: 2 }])).toEqual(succeeded([{ x: 2 }]));
  });

  it('ends the execution with the name of a failure that nothing catches', async () => {
    expect(await run(task({}), {}, failing('Ecs.ServiceNotFoundException').runTask)).toEqual({
      status: 'FAILED',
      error: 'Ecs.ServiceNotFoundException',
      cause: 'cause of Ecs.ServiceNotFoundException',
    });
    expect(await run(task({}), {}, failing(null).runTask)).toEqual({ status: 'FAILED' });
  });

  it('fails on a result that is too large, which a catcher may catch', async () => {
    const runTask: TaskRunner = async () => 'x'.repeat(262_144);
    expect(await run(task({ Catch: [catchAll], Output: 'small' }), {}, runTask)).toMatchObject({
      output: { Error: 'States.DataLimitExceeded' },
    });
  });
});

describe('Catch', () => {
  const caught = (ErrorEquals: string[], error: string | null, more: JsonObject = {}) =>
    run(task({ Catch: [{ ErrorEquals, Next: 'Caught', ...more }] }), { in: 1 }, failing(error).runTask);

  it('gives error and cause, null where the failure had none', async () => {
    expect(await caught(['E'], 'E')).toEqual(succeeded({ Error: 'E', Cause: 'cause of E' }));
    expect(await caught(['States.ALL'], null)).toEqual(succeeded({ Error: null, Cause: null }));
  });

  it("sees the error and the state's input in its own Output and Assign, not the state's", async () => {
    const machine = task({
      Assign: { how: 'state' },
      Catch: [
        {
          ErrorEquals: ['E'],
          Next: 'Caught',
          Assign: { how: '{% $states.errorOutput.Error %}' },
          Output: { in: '{% $states.input %}', e: '{% $states.errorOutput.Cause %}' },
        },
      ],
    });
    const States = {
      ...(machine.States as JsonObject),
      Caught: { Type: 'Pass', Output: ['{% $how %}', '{% $states.input %}'], End: true },
    };
    expect(await run({ ...machine, States }, 1, failing('E').runTask)).toEqual(succeeded(['E', { in: 1, e: 'cause of E' }]));
  });

  it('matches names exactly, States.TaskFailed all but timeouts, States.ALL all but States.Runtime', async () => {
    const hits = async (name: string, error: string) => (await caught([name], error)).status === 'SUCCEEDED';
    expect(await hits('States.TaskFailed', 'Lambda.Unknown')).toBe(true);
    expect(await hits('States.TaskFailed', 'States.Timeout')).toBe(false);
    expect(await hits('States.ALL', 'States.Timeout')).toBe(true);
    expect(await hits('States.ALL', 'States.Runtime')).toBe(false);
    expect(await hits('States.Runtime', 'States.Runtime')).toBe(false);
    expect(await hits('e', 'E')).toBe(false);
    expect(await hits('State.ALL', 'E')).toBe(false);
  });

  it('takes the first catcher that matches', async () => {
    const Catch = [
      { ErrorEquals: ['A', 'E'], Next: 'Caught', Output: 1 },
      { ...catchAll, Output: 2 },
    ];
    expect(await run(task({ Catch }), {}, failing('E').runTask)).toEqual(succeeded(1));
    expect(await run(task({ Catch }), {}, failing('F').runTask)).toEqual(succeeded(2));
  });

  it('catches failed expressions of Arguments, timeouts and Output by name', async () => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught', Output: 'caught' }];
    const answer: TaskRunner = async () => ({});
    expect(await run(task({ Catch, Arguments: { a: '{% $states.input.no %}' } }))).toEqual(succeeded('caught'));
    expect(await run(task({ Catch, TimeoutSeconds: '{% "5" %}' }))).toEqual(succeeded('caught'));
    expect(await run(task({ Catch, Output: '{% $states.result.no %}' }), {}, answer)).toEqual(succeeded('caught'));
  });
});

describe('Retry', () => {
  const retries = (retriers: JsonObject[], errors: (string | null)[], more: JsonObject = {}) => {
    const failures = failing(...errors);
    const bench = start(task({ Retry: retriers, ...more }), {}, failures.runTask);
    return bench.end().then((outcome) => ({
      outcome: outcome.status === 'SUCCEEDED' ? outcome.output : outcome.error,
      attempts: failures.at.length,
      seconds: ((bench.execution.stoppedAt?.getTime() ?? 0) - bench.execution.startedAt.getTime()) / 1_000,
      transitions: bench.execution.transitions,
    }));
  };
  const many = (count: number, error = 'E') => Array.from({ length: count }, () => error);

  it('tries three more times by default, after 1, 2 and 4 seconds', async () => {
    expect(await retries([{ ErrorEquals: ['E'] }], many(9))).toEqual({ outcome: 'E', attempts: 4, seconds: 7, transitions: 4 });
    expect(await retries([{ ErrorEquals: ['E'] }], many(2))).toEqual({ outcome: 'fine', attempts: 3, seconds: 3, transitions: 3 });
  });

  it('follows interval, rate, longest delay and jitter', async () => {
    const all = { ErrorEquals: ['States.ALL'], IntervalSeconds: 3, MaxAttempts: 4, BackoffRate: 1.5 };
    expect((await retries([all], many(9))).seconds).toBeCloseTo(3 + 4.5 + 6.75 + 10.125);
    expect((await retries([{ ...all, MaxDelaySeconds: 5 }], many(9))).seconds).toBeCloseTo(3 + 4.5 + 5 + 5);
    expect((await retries([{ ...all, JitterStrategy: 'FULL' }], many(9))).seconds).toBeCloseTo((3 + 4.5 + 6.75 + 10.125) / 2);
  });

  it('does not try again with MaxAttempts 0, nor without a retrier that matches', async () => {
    expect(await retries([{ ErrorEquals: ['E'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }], many(9))).toMatchObject({
      attempts: 1,
    });
    expect(await retries([{ ErrorEquals: ['F'] }], many(9))).toMatchObject({ attempts: 1 });
    expect(await retries([], many(9))).toMatchObject({ attempts: 1 });
  });

  it('counts each retrier by itself, and falls to Catch when it has no attempt left', async () => {
    const both = [
      { ErrorEquals: ['A'], MaxAttempts: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 2 },
    ];
    expect(await retries(both, ['A', 'B', 'B', 'A', 'A'])).toMatchObject({ outcome: 'A', attempts: 4 });
    expect(await retries(both, ['B', 'B', 'B'], { Catch: [{ ...catchAll, Output: 'caught' }] })).toMatchObject({
      outcome: 'caught',
      attempts: 3,
    });
  });

  it('tells each attempt how many came before, in a new evaluation of the arguments', async () => {
    const sent: Json[] = [];
    const runTask: TaskRunner = async (call) => {
      sent.push(call.arguments);
      throw new StateFailure('E', null);
    };
    await run(task({ Retry: [{ ErrorEquals: ['E'], MaxAttempts: 2 }], Arguments: '{% $states.context.State.RetryCount %}' }), {}, runTask);
    expect(sent).toEqual([0, 1, 2]);
  });

  it('never waits longer than allowed, nor less than nothing', () => {
    const retrier = fc.record({
      errorEquals: fc.constant(['States.ALL']),
      intervalSeconds: fc.integer({ min: 1, max: 100 }),
      maxAttempts: fc.constant(3),
      backoffRate: fc.double({ min: 1, max: 10, noNaN: true }),
      maxDelaySeconds: fc.integer({ min: 1, max: 1_000 }),
      jitter: fc.constantFrom('FULL' as const, 'NONE' as const),
    });
    fc.assert(
      fc.property(retrier, fc.nat(50), fc.double({ min: 0, max: 1, noNaN: true }), (given, earlier, chance) => {
        const delayMs = retryDelayMs(given, earlier, () => chance);
        expect(delayMs).toBeGreaterThanOrEqual(
          given.jitter === 'NONE' ? Math.min(given.intervalSeconds, given.maxDelaySeconds) * 1_000 : 0,
        );
        expect(delayMs).toBeLessThanOrEqual(given.maxDelaySeconds * 1_000);
      }),
    );
  });
});

describe('timeouts', () => {
  it('end a task with States.Timeout: no cause when uncaught, an empty one when caught', async () => {
    expect(await run(task({ TimeoutSeconds: 5 }), {}, never)).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(await run(task({ TimeoutSeconds: 5, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Caught' }] }), {}, never)).toEqual(
      succeeded({ Error: 'States.Timeout', Cause: '' }),
    );
  });

  it('hold for each attempt anew', async () => {
    const bench = start(
      task({ TimeoutSeconds: 5, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 1 }] }),
      {},
      never,
    );
    await bench.end();
    expect(bench.clock.now()).toEqual(new Date('2026-01-01T00:00:17.000Z'));
  });

  it('tell the task that nobody waits any more, and ignore what it still answers', async () => {
    let stopped = 0;
    let answer: (output: Json) => void = () => undefined;
    const runTask: TaskRunner = ({ onStop }) => {
      onStop(() => {
        stopped += 1;
      });
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    const bench = start(task({ TimeoutSeconds: 5 }), {}, runTask);
    await bench.clock.advance(5_000);
    answer('late');
    expect(await bench.end()).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(stopped).toBe(1);
  });

  it('must be whole seconds in their limits', async () => {
    for (const value of ['5', 1.5, -1, 0, 100_000_000, null]) {
      expect(await run(task({ TimeoutSeconds: '{% $states.input %}' }), value, never), String(value)).toEqual(evaluationFailed);
      expect(await run(task({ HeartbeatSeconds: '{% $states.input %}' }), value, never), String(value)).toEqual(evaluationFailed);
    }
  });
});

describe('a task token', () => {
  const token = (more: JsonObject = {}): JsonObject =>
    task({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Arguments: '{% $states.context.Task.Token %}', ...more });

  function waiting(machine: JsonObject) {
    const tokens: string[] = [];
    const bench = start(machine, {}, async (call) => {
      tokens.push(String(call.arguments));
      return 'submitted';
    });
    return { bench, tokens };
  }

  it('ends the task with the answer sent for it, which may be any JSON', async () => {
    for (const answer of ['text', { a: 1 }, null, 5]) {
      const { bench, tokens } = waiting(token());
      await bench.clock.advance(1_000);
      expect(bench.tokens.succeed(tokens[0] ?? '', answer)).toBe('taken');
      expect(await bench.end()).toEqual(succeeded(answer));
    }
  });

  it('fails the task with the error sent for it', async () => {
    const { bench, tokens } = waiting(token());
    await bench.clock.advance(1_000);
    bench.tokens.fail(tokens[0] ?? '', 'GuardTripped', 'alarm');
    expect(await bench.end()).toEqual({ status: 'FAILED', error: 'GuardTripped', cause: 'alarm' });
  });

  it('may be answered before the submission is over', async () => {
    const bench = start(token(), {}, async (call) => {
      bench.tokens.succeed(call.token ?? '', 'early');
      return 'submitted';
    });
    expect(await bench.end()).toEqual(succeeded('early'));
  });

  it('is new for each attempt; the old one is gone', async () => {
    const { bench, tokens } = waiting(token({ TimeoutSeconds: 10, Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1 }] }));
    await bench.clock.advance(12_000);
    expect(bench.tokens.succeed(tokens[0] ?? '', 1)).toBe('gone');
    expect(bench.tokens.succeed(tokens[1] ?? '', 2)).toBe('taken');
    expect(bench.tokens.succeed('other', 3)).toBe('unknown');
    expect(await bench.end()).toEqual(succeeded(2));
  });

  it('is kept alive by heartbeats, and times out without', async () => {
    const caught = { Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Caught' }] };
    const { bench, tokens } = waiting(token({ HeartbeatSeconds: 10, TimeoutSeconds: 600, ...caught }));
    for (let beat = 0; beat < 5; beat += 1) {
      await bench.clock.advance(9_000);
      bench.tokens.heartbeat(tokens[0] ?? '');
    }
    expect(await bench.end()).toEqual(succeeded({ Error: 'States.Timeout', Cause: '' }));
    expect(bench.clock.now()).toEqual(new Date('2026-01-01T00:00:55.000Z'));
  });

  it('fails at once when the submission fails', async () => {
    expect(await run(token(), {}, failing('Lambda.ResourceNotFoundException').runTask)).toMatchObject({
      error: 'Lambda.ResourceNotFoundException',
    });
  });
});
