import { describe, expect, it } from 'vitest';
import { StateFailure } from '../../../local/asl/failure.ts';
import type { TaskRunner } from '../../../local/asl/task-runner.ts';
import { type Bench, start } from './run-machine.ts';

/** `id<previous type details` of each event, without the machine's own first and last. */
async function story(bench: Bench): Promise<readonly string[]> {
  await bench.end();
  return bench.execution.history.events.slice(1, -1).map(({ id, previousEventId, type, details }) => {
    const detail = Object.values(details?.() ?? {})[0];
    return `${id}<${previousEventId} ${type}${detail === undefined ? '' : ` ${JSON.stringify(detail)}`}`;
  });
}

describe('the history', () => {
  it('tells of a task that is retried, submitted and answered', async () => {
    let attempts = 0;
    const runTask: TaskRunner = async (call) => {
      attempts += 1;
      if (attempts === 1) throw new StateFailure('Lambda.ServiceException', 'busy');
      setImmediate(() => bench.tokens.succeed(call.token ?? '', { a: 1 }));
      return { StatusCode: 200 };
    };
    const T = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { F: 1 },
      TimeoutSeconds: 60,
      HeartbeatSeconds: 9,
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Assign: { v: '{% $states.result.a %}' },
      End: true,
    };
    const bench = start({ StartAt: 'T', States: { T } }, {}, runTask);
    const which = '"resourceType":"lambda","resource":"invoke.waitForTaskToken"';
    const scheduled = `{${which},"region":"eu-west-1","parameters":"{\\"F\\":1}","timeoutInSeconds":60,"heartbeatInSeconds":9}`;
    expect(await story(bench)).toEqual([
      '2<1 TaskStateEntered {"name":"T","input":"{}","inputDetails":{"truncated":false}}',
      `3<2 TaskScheduled ${scheduled}`,
      `4<3 TaskStarted {${which}}`,
      `5<4 TaskFailed {${which},"error":"Lambda.ServiceException","cause":"busy"}`,
      `6<5 TaskScheduled ${scheduled}`,
      `7<6 TaskStarted {${which}}`,
      `8<7 TaskSubmitted {${which},"output":"{\\"StatusCode\\":200}","outputDetails":{"truncated":false}}`,
      `9<8 TaskSucceeded {${which},"output":"{\\"a\\":1}","outputDetails":{"truncated":false}}`,
      '10<9 TaskStateExited {"name":"T","output":"{\\"a\\":1}","outputDetails":{"truncated":false},"assignedVariables":{"v":"1"}}',
    ]);
    expect(bench.execution.transitions).toBe(2);
  });

  it('begins each branch at the event that started them all', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Succeed' } } });
    const bench = start({ StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [branch('X'), branch('Y')], End: true } } });
    const lines = (await story(bench)).map((line) => line.replace(/ \{.*/, ''));
    expect(lines).toEqual([
      '2<1 ParallelStateEntered',
      '3<2 ParallelStateStarted',
      '4<3 SucceedStateEntered',
      '5<3 SucceedStateEntered',
      '6<4 SucceedStateExited',
      '7<5 SucceedStateExited',
      '8<7 ParallelStateSucceeded',
      '9<8 ParallelStateExited',
    ]);
    expect(bench.execution.transitions).toBe(3);
  });

  it('tells which expression of which state failed', async () => {
    const bench = start({ StartAt: 'A', States: { A: { Type: 'Pass', Output: { b: '{% $no %}' }, End: true } } });
    expect((await story(bench)).at(-1)).toContain('"location":"Output/b","state":"A"');
  });

  it('writes the events of a function that is itself the resource in their own way', async () => {
    const T = { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:1:function:f', End: true };
    const types = (await story(start({ StartAt: 'T', States: { T } }, {}, async () => 1))).map((line) => line.split(' ')[1]);
    expect(types).toEqual([
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
    ]);
  });

  it('shows the execution, the machine, the state and the time to expressions', async () => {
    const bench = start({ StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $states.context %}', End: true } } }, { in: 1 });
    expect(await bench.end()).toEqual({
      status: 'SUCCEEDED',
      output: {
        Execution: {
          Id: 'arn:aws:states:eu-west-1:111122223333:execution:m:e',
          Input: { in: 1 },
          Name: 'e',
          RoleArn: 'arn:aws:iam::111122223333:role/m',
          StartTime: '2026-01-01T00:00:00.000Z',
          RedriveCount: 0,
        },
        StateMachine: { Id: 'arn:aws:states:eu-west-1:111122223333:stateMachine:m', Name: 'm' },
        State: { Name: 'A', EnteredTime: '2026-01-01T00:00:00.000Z', RetryCount: 0 },
      },
    });
  });
});
