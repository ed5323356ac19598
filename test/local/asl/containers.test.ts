import { describe, expect, it } from 'vitest';
import { StateFailure } from '../../../local/asl/failure.ts';
import type { Json, JsonObject } from '../../../local/asl/json.ts';
import type { TaskRunner } from '../../../local/asl/task-runner.ts';
import { run, start } from './run-machine.ts';

const succeeded = (output: Json) => ({ status: 'SUCCEEDED', output });
const evaluationFailed = { status: 'FAILED', error: 'States.QueryEvaluationError', cause: expect.any(String) };
const flow = (name: string, state: JsonObject): JsonObject => ({
  StartAt: name,
  States: { [name]: { ...(state.Type === 'Fail' ? {} : { End: true }), ...state } },
});
const single = (state: JsonObject): JsonObject => flow('Only', state);
const parallel = (branches: JsonObject[], more: JsonObject = {}): JsonObject =>
  single({ Type: 'Parallel', Branches: branches.map((branch, index) => flow(`B${index}`, branch)), ...more });
const map = (state: JsonObject, more: JsonObject = {}): JsonObject => single({ Type: 'Map', ItemProcessor: flow('Each', state), ...more });
const types = (bench: ReturnType<typeof start>) => bench.execution.history.events.map(({ type }) => type);

describe('Parallel', () => {
  it('gives the results in the order of its branches, whatever ends first', async () => {
    const branches = [3, 1, 2].map((seconds) => ({ Type: 'Wait', Seconds: seconds, Output: { seconds } }));
    expect(await run(parallel(branches), 'in')).toEqual(succeeded([{ seconds: 3 }, { seconds: 1 }, { seconds: 2 }]));
  });

  it('gives every branch its Arguments, or its input', async () => {
    const branches = [{ Type: 'Pass' }, { Type: 'Pass', Output: '{% $states.input.a %}' }];
    expect(await run(parallel(branches), { a: 1 })).toEqual(succeeded([{ a: 1 }, 1]));
    expect(await run(parallel(branches, { Arguments: { a: '{% $states.input.a + 1 %}' } }), { a: 1 })).toEqual(succeeded([{ a: 2 }, 2]));
  });

  it('shows the list of results to Output, also of one branch', async () => {
    expect(
      await run(parallel([{ Type: 'Pass', Output: 1 }], { Output: '{% $count($states.result) & ":" & $string($states.result) %}' })),
    ).toEqual(succeeded('1:[1]'));
  });

  it("fails with the branch's own error, stops the others at once, and can be caught", async () => {
    const stopped: string[] = [];
    const runTask: TaskRunner = ({ onStop }) => {
      onStop(() => stopped.push('told'));
      return new Promise(() => undefined);
    };
    const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
    const failing = {
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: { Type: 'Fail', Error: 'Tripped', Cause: 'c' } },
    };
    const Branches = [flow('T', task), failing, flow('Long', { Type: 'Wait', Seconds: 500 })];
    const machine = single({ Type: 'Parallel', Branches });
    const bench = start(machine, {}, runTask);
    expect(await bench.end()).toEqual({ status: 'FAILED', error: 'Tripped', cause: 'c' });
    expect(bench.clock.now()).toEqual(new Date('2026-01-01T00:00:05.000Z'));
    expect(stopped).toEqual(['told']);
    expect(types(bench).slice(-5, -2).toSorted()).toEqual(['FailStateEntered', 'TaskStateAborted', 'WaitStateAborted']);
    expect(types(bench).slice(-2)).toEqual(['ParallelStateFailed', 'ExecutionFailed']);
    const caught = {
      ...machine,
      States: {
        Only: { Type: 'Parallel', Branches, Catch: [{ ErrorEquals: ['Tripped'], Next: 'C' }], End: true },
        C: { Type: 'Pass', End: true },
      },
    };
    expect(await run(caught, {}, runTask)).toEqual(succeeded({ Error: 'Tripped', Cause: 'c' }));
  });

  it('stops what is nested in it, when a branch fails or the execution is stopped', async () => {
    const nested = { Type: 'Parallel', Branches: [flow('Deep', { Type: 'Wait', Seconds: 500 })] };
    const failing = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: { Type: 'Fail', Error: 'Tripped' } } };
    const bench = start(single({ Type: 'Parallel', Branches: [flow('N', nested), failing] }));
    expect(await bench.end()).toEqual({ status: 'FAILED', error: 'Tripped' });
    expect(bench.clock.now()).toEqual(new Date('2026-01-01T00:00:05.000Z'));
    const stopped = start(parallel([nested]));
    await stopped.clock.advance(1_000);
    stopped.execution.stop();
    expect(await stopped.end()).toEqual({ status: 'ABORTED' });
    expect(types(stopped).slice(-4)).toEqual(['WaitStateAborted', 'ParallelStateAborted', 'ParallelStateAborted', 'ExecutionAborted']);
    expect(stopped.clock.now()).toEqual(new Date('2026-01-01T00:00:01.000Z'));
  });

  it('starts no task in a branch that was stopped while it worked out the arguments', async () => {
    let calls = 0;
    const runTask: TaskRunner = async () => {
      calls += 1;
      return {};
    };
    const Arguments = "{% $join($map([1..50], function($i) { $string($i) }), '-') %}";
    const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments };
    expect(await run(parallel([task, { Type: 'Fail', Error: 'Tripped' }]), {}, runTask)).toEqual({ status: 'FAILED', error: 'Tripped' });
    expect(calls).toBe(0);
  });

  it('runs all branches again when retried', async () => {
    let calls = 0;
    const runTask: TaskRunner = async () => {
      calls += 1;
      if (calls <= 4) throw new StateFailure('E', null);
      return calls;
    };
    const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
    expect(await run(parallel([task], { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 4 }] }), {}, runTask)).toEqual(succeeded([5]));
  });

  it('nests', async () => {
    const inner = (name: string): JsonObject => ({
      Type: 'Parallel',
      Branches: [flow(`${name}1`, { Type: 'Pass', Output: name }), flow(`${name}2`, { Type: 'Pass' })],
    });
    expect(await run(parallel([inner('x'), inner('y')]), 0)).toEqual(
      succeeded([
        ['x', 0],
        ['y', 0],
      ]),
    );
  });
});

describe('Map', () => {
  it('runs its items, or its input, in order', async () => {
    expect(await run(map({ Type: 'Pass', Output: '{% $states.input * 2 %}' }), [1, 2, 3])).toEqual(succeeded([2, 4, 6]));
    expect(await run(map({ Type: 'Pass' }, { Items: '{% $states.input.list %}' }), { list: ['a'] })).toEqual(succeeded(['a']));
    expect(await run(map({ Type: 'Pass' }, { Items: [1, '{% $states.input %}'] }), 'x')).toEqual(succeeded([1, 'x']));
    expect(await run(map({ Type: 'Pass' }), [])).toEqual(succeeded([]));
  });

  it('needs a list', async () => {
    for (const input of ['text', 5, null, { a: 1 }, true]) {
      expect(await run(map({ Type: 'Pass' }), input)).toEqual(evaluationFailed);
      expect(await run(map({ Type: 'Pass' }, { Items: '{% $states.input %}' }), input)).toEqual(evaluationFailed);
    }
  });

  it("shapes each item by ItemSelector, which sees the state's input, the item and its index", async () => {
    const ItemSelector = {
      i: '{% $states.context.Map.Item.Index %}',
      v: '{% $states.context.Map.Item.Value %}',
      all: '{% $states.input.k %}',
    };
    expect(await run(map({ Type: 'Pass' }, { Items: '{% $states.input.list %}', ItemSelector }), { list: ['a', 'b'], k: 1 })).toEqual(
      succeeded([
        { i: 0, v: 'a', all: 1 },
        { i: 1, v: 'b', all: 1 },
      ]),
    );
    expect(await run(map({ Type: 'Pass', Output: '{% $states.context.Map.Item.Index %}' }), ['a', 'b'])).toEqual(succeeded([0, 1]));
  });

  it('runs as many at a time as it is allowed to', async () => {
    const seconds = async (MaxConcurrency: Json, items: number) => {
      const bench = start(
        map({ Type: 'Wait', Seconds: 10 }, { MaxConcurrency }),
        Array.from({ length: items }, () => 0),
      );
      await bench.end();
      return (bench.clock.now().getTime() - bench.execution.startedAt.getTime()) / 1_000;
    };
    expect(await seconds(1, 3)).toBe(30);
    expect(await seconds('{% 1 + 1 %}', 5)).toBe(30);
    expect(await seconds(0, 40)).toBe(10);
    expect(await seconds(0, 41)).toBe(20);
  });

  it("fails with the item's own error and starts no further item", async () => {
    const bench = start(map({ Type: 'Fail', Error: '{% $states.input %}' }, { MaxConcurrency: 1 }), ['First', 'Second']);
    expect(await bench.end()).toEqual({ status: 'FAILED', error: 'First' });
    expect(types(bench)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'FailStateEntered',
      'MapIterationFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('fails under the name of an expression that failed inside, and retries as a whole', async () => {
    expect(await run(map({ Type: 'Pass', Output: '{% $states.input.no %}' }), [1])).toEqual(evaluationFailed);
    const bench = start(map({ Type: 'Fail', Error: 'E' }, { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 2 }] }), [1]);
    expect(await bench.end()).toEqual({ status: 'FAILED', error: 'E' });
    expect(types(bench).filter((type) => type === 'MapStateStarted')).toHaveLength(3);
  });

  it('nests, with the innermost item in the context', async () => {
    const each = {
      Type: 'Map',
      ItemProcessor: flow('Inner', {
        Type: 'Pass',
        Output: '{% $states.context.Map.Item.Value & $string($states.context.Map.Item.Index) %}',
      }),
    };
    expect(await run(map(each), [['a', 'b'], ['c']])).toEqual(succeeded([['a0', 'b1'], ['c0']]));
  });

  it('says that tolerated failures are not modelled when one happens', async () => {
    expect(await run(map({ Type: 'Pass' }, { ToleratedFailurePercentage: 12.5 }), [1])).toEqual(succeeded([1]));
    const failing = map({ Type: 'Fail', Error: 'E' }, { ToleratedFailureCount: 1 });
    expect(await run(failing, [1])).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringContaining('ToleratedFailureCount'),
    });
  });
});
