import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidArn,
  InvalidDefinition,
  InvalidExecutionInput,
  InvalidName,
  InvalidOutput,
  InvalidToken,
  StateMachineDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { startedAt } from '../../asl/run-machine.ts';
import { aWorld, role } from './a-world.ts';

const waiting = { StartAt: 'Hold', States: { Hold: { Type: 'Wait', Seconds: 60, End: true } } };
const passing = { StartAt: 'Go', States: { Go: { Type: 'Pass', End: true } } };
const asking = {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'f', Payload: { token: '{% $states.context.Task.Token %}' } },
      TimeoutSeconds: 300,
      End: true,
    },
  },
};

describe('StartExecution', () => {
  it('answers the execution that runs when asked again with the same name and input', async () => {
    const world = aWorld();
    const stateMachineArn = await world.machine(waiting);
    const first = await world.call('StartExecution', { stateMachineArn, name: 'e', input: '{"a":1}' });
    await world.clock.advance(1_000);
    const second = await world.call('StartExecution', { stateMachineArn, name: 'e', input: '{"a":1}' });
    expect(second).toEqual(first);
    expect(first).toEqual({ executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:m:e', startDate: startedAt });
  });

  it('refuses a name that was used with another input, or by an execution that ended', async () => {
    const world = aWorld();
    const stateMachineArn = await world.machine(waiting);
    await world.call('StartExecution', { stateMachineArn, name: 'e' });
    await expect(world.call('StartExecution', { stateMachineArn, name: 'e', input: '{"a":1}' })).rejects.toThrow(ExecutionAlreadyExists);
    await world.clock.runUntilIdle(120_000);
    await expect(world.call('StartExecution', { stateMachineArn, name: 'e' })).rejects.toThrow(ExecutionAlreadyExists);
  });

  it('refuses bad names, bad inputs and machines that are not there', async () => {
    const world = aWorld();
    const stateMachineArn = await world.machine(passing);
    for (const name of ['', 'a b', 'a/b', 'a:b', 'a{b', 'a\nb', 'a;b', 'x'.repeat(81)]) {
      await expect(world.call('StartExecution', { stateMachineArn, name }), name).rejects.toThrow(InvalidName);
    }
    await expect(world.call('StartExecution', { stateMachineArn, input: '{' })).rejects.toThrow(InvalidExecutionInput);
    await expect(world.call('StartExecution', { stateMachineArn: `${stateMachineArn}x` })).rejects.toThrow(StateMachineDoesNotExist);
    await expect(world.call('StartExecution', { stateMachineArn: 'm' })).rejects.toThrow(InvalidArn);
  });
});

describe('an execution', () => {
  it('is described while it runs and after it ended', async () => {
    const world = aWorld();
    const stateMachineArn = await world.machine(waiting);
    const { executionArn } = await world.call('StartExecution', { stateMachineArn, name: 'e', input: '{"a": 1}' });
    const running = {
      executionArn,
      stateMachineArn,
      name: 'e',
      status: 'RUNNING',
      startDate: startedAt,
      input: '{"a": 1}',
      inputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
    };
    expect(await world.call('DescribeExecution', { executionArn })).toEqual(running);
    await world.clock.runUntilIdle(120_000);
    expect(await world.call('DescribeExecution', { executionArn })).toEqual({
      ...running,
      status: 'SUCCEEDED',
      stopDate: new Date('2026-01-01T00:01:00.000Z'),
      output: '{"a":1}',
      outputDetails: { included: true },
    });
  });

  it('tells the bus when it starts and when it ends', async () => {
    const world = aWorld();
    const stateMachineArn = await world.machine(waiting);
    const { executionArn } = await world.call('StartExecution', { stateMachineArn, name: 'e', input: '{"a":1}' });
    await world.clock.runUntilIdle(120_000);
    const event = (detail: object) => ({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: {
        executionArn,
        stateMachineArn,
        name: 'e',
        startDate: startedAt.getTime(),
        input: '{"a":1}',
        inputDetails: { included: true },
        ...detail,
      },
    });
    expect(world.events).toEqual([
      event({ status: 'RUNNING', stopDate: null, output: null, outputDetails: null }),
      event({ status: 'SUCCEEDED', stopDate: startedAt.getTime() + 60_000, output: '{"a":1}', outputDetails: { included: true } }),
    ]);
  });

  it('ends at once when it is stopped', async () => {
    const world = aWorld();
    const stateMachineArn = await world.machine(waiting);
    const { executionArn } = await world.call('StartExecution', { stateMachineArn, name: 'e' });
    await world.clock.advance(5_000);
    const stopDate = new Date('2026-01-01T00:00:05.000Z');
    expect(await world.call('StopExecution', { executionArn, error: 'Enough', cause: 'a person' })).toEqual({ stopDate });
    expect(await world.call('DescribeExecution', { executionArn })).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'a person',
      stopDate,
    });
    const { events } = (await world.call('GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 2 })) as {
      events: object[];
    };
    expect(events).toMatchObject([
      { type: 'ExecutionAborted', executionAbortedEventDetails: { error: 'Enough', cause: 'a person' } },
      { type: 'WaitStateAborted' },
    ]);
    expect(world.events.map(({ detail }) => detail.status)).toEqual(['RUNNING', 'ABORTED']);
    await expect(world.call('DescribeExecution', { executionArn: `${executionArn}x` })).rejects.toThrow(ExecutionDoesNotExist);
  });

  it('is listed newest first, by status, a page at a time', async () => {
    const world = aWorld();
    const stateMachineArn = await world.machine(waiting);
    for (const name of ['a', 'b', 'c']) await world.call('StartExecution', { stateMachineArn, name });
    await world.call('StopExecution', { executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:m:b' });
    const names = (page: Readonly<Record<string, unknown>>) => (page.executions as { name: string }[]).map(({ name }) => name);
    expect(names(await world.call('ListExecutions', { stateMachineArn }))).toEqual(['c', 'b', 'a']);
    expect(names(await world.call('ListExecutions', { stateMachineArn, statusFilter: 'ABORTED' }))).toEqual(['b']);
    const first = await world.call('ListExecutions', { stateMachineArn, maxResults: 2 });
    expect(names(await world.call('ListExecutions', { stateMachineArn, maxResults: 2, nextToken: first.nextToken }))).toEqual(['a']);
  });

  it('gives its whole history page by page', async () => {
    const world = aWorld();
    const { executionArn } = await world.call('StartExecution', { stateMachineArn: await world.machine(passing), name: 'e' });
    await world.clock.advance(0);
    const first = await world.call('GetExecutionHistory', { executionArn, maxResults: 3 });
    const rest = await world.call('GetExecutionHistory', { executionArn, maxResults: 3, nextToken: first.nextToken });
    const at = { timestamp: startedAt };
    const data = { truncated: false };
    expect([...(first.events as object[]), ...(rest.events as object[])]).toEqual([
      {
        id: 1,
        previousEventId: 0,
        type: 'ExecutionStarted',
        ...at,
        executionStartedEventDetails: { input: '{}', inputDetails: data, roleArn: role },
      },
      {
        id: 2,
        previousEventId: 1,
        type: 'PassStateEntered',
        ...at,
        stateEnteredEventDetails: { name: 'Go', input: '{}', inputDetails: data },
      },
      {
        id: 3,
        previousEventId: 2,
        type: 'PassStateExited',
        ...at,
        stateExitedEventDetails: { name: 'Go', output: '{}', outputDetails: data },
      },
      {
        id: 4,
        previousEventId: 3,
        type: 'ExecutionSucceeded',
        ...at,
        executionSucceededEventDetails: { output: '{}', outputDetails: data },
      },
    ]);
  });
});

describe('a task token', () => {
  async function asked() {
    let token = '';
    const world = aWorld({
      'Lambda.Invoke': ({ Payload }: { Payload: Uint8Array }) => {
        token = JSON.parse(new TextDecoder().decode(Payload)).token;
        return { StatusCode: 200, Payload: new TextEncoder().encode('null') };
      },
    });
    const stateMachineArn = await world.machine(asking);
    const { executionArn } = await world.call('StartExecution', { stateMachineArn, name: 'e' });
    await world.clock.advance(1_000);
    return { world, token, executionArn };
  }

  it('ends its task with success, once', async () => {
    const { world, token, executionArn } = await asked();
    await world.call('SendTaskHeartbeat', { taskToken: token });
    await expect(world.call('SendTaskSuccess', { taskToken: token, output: '{' })).rejects.toThrow(InvalidOutput);
    await world.call('SendTaskSuccess', { taskToken: token, output: '"yes"' });
    await world.clock.advance(0);
    expect(await world.call('DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });
    await expect(world.call('SendTaskSuccess', { taskToken: token, output: '"again"' })).rejects.toThrow(TaskTimedOut);
  });

  it('ends its task with failure', async () => {
    const { world, token, executionArn } = await asked();
    await world.call('SendTaskFailure', { taskToken: token, error: 'GuardTripped', cause: 'alarm' });
    await world.clock.advance(0);
    expect(await world.call('DescribeExecution', { executionArn })).toMatchObject({
      status: 'FAILED',
      error: 'GuardTripped',
      cause: 'alarm',
    });
  });

  it('is too late after a timeout or a stop, and unknown when made up', async () => {
    const late = await asked();
    await late.world.clock.advance(300_000);
    await expect(late.world.call('SendTaskFailure', { taskToken: late.token })).rejects.toThrow(TaskTimedOut);
    const stopped = await asked();
    await stopped.world.call('StopExecution', { executionArn: stopped.executionArn });
    await expect(stopped.world.call('SendTaskHeartbeat', { taskToken: stopped.token })).rejects.toThrow(TaskTimedOut);
    await expect(stopped.world.call('SendTaskSuccess', { taskToken: 'made-up', output: 'null' })).rejects.toThrow(InvalidToken);
  });
});

describe('a state machine', () => {
  it('has its substitutions put into the definition', async () => {
    const world = aWorld();
    const placeholder = (name: string) => ['$', '{', name, '}'].join('');
    const Output = `${placeholder('Topic')} ${placeholder('other')}`;
    const DefinitionString = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output, End: true } } });
    const made = await world.sfn.resources['AWS::StepFunctions::StateMachine']?.(
      { DefinitionString, DefinitionSubstitutions: { Topic: 'a "quoted" topic' }, RoleArn: role },
      { logicalId: 'M', stackName: 'S' },
    );
    expect(made?.ref).toBe('arn:aws:states:eu-west-1:111122223333:stateMachine:S-M');
    const { definition } = await world.call('DescribeStateMachine', { stateMachineArn: made?.ref });
    expect(JSON.parse(String(definition)).States.A.Output).toBe(`a "quoted" topic ${placeholder('other')}`);
  });

  it('is refused with the name of what is not modelled', async () => {
    const world = aWorld({}, { isModelled: (service, operation) => `${service}.${operation}` !== 'ECS.RunTask' });
    const task = (Resource: string) => ({ StartAt: 'A', States: { A: { Type: 'Task', Resource, End: true } } });
    for (const resource of [
      'arn:aws:states:::sqs:sendMessage',
      'arn:aws:states:::aws-sdk:s3:getObject',
      'arn:aws:states:::aws-sdk:ecs:runTask',
      'arn:aws:states:::lambda:invoke.sync',
    ]) {
      await expect(world.machine(task(resource))).rejects.toThrow(InvalidDefinition);
      await expect(world.machine(task(resource))).rejects.toThrow(`Resource '${resource}' is not supported`);
    }
  });

  it('keeps the definition an execution started with when it is updated', async () => {
    const world = aWorld();
    const stateMachineArn = await world.machine(waiting);
    const { executionArn } = await world.call('StartExecution', { stateMachineArn, name: 'old' });
    await world.machine(passing);
    const { definition } = await world.call('DescribeStateMachineForExecution', { executionArn });
    expect(JSON.parse(String(definition)).StartAt).toBe('Hold');
    const second = await world.call('StartExecution', { stateMachineArn, name: 'new' });
    await world.clock.advance(0);
    expect(await world.call('DescribeExecution', { executionArn: second.executionArn })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await world.call('DescribeExecution', { executionArn })).toMatchObject({ status: 'RUNNING' });
  });

  it('runs the version that an alias points to', async () => {
    const world = aWorld();
    const StateMachineArn = await world.machine(passing);
    const id = { logicalId: 'X', stackName: 'S' };
    const version = await world.sfn.resources['AWS::StepFunctions::StateMachineVersion']?.({ StateMachineArn }, id);
    const RoutingConfiguration = [{ StateMachineVersionArn: version?.ref, Weight: 100 }];
    const alias = await world.sfn.resources['AWS::StepFunctions::StateMachineAlias']?.({ Name: 'live', RoutingConfiguration }, id);
    await world.machine(waiting);
    const { executionArn } = await world.call('StartExecution', { stateMachineArn: alias?.ref, name: 'e' });
    await world.clock.advance(0);
    expect(await world.call('DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
      stateMachineVersionArn: `${StateMachineArn}:1`,
      stateMachineAliasArn: `${StateMachineArn}:live`,
    });
  });
});
