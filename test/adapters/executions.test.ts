import { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { executions } from '../../adapters/executions.ts';
import { refuse, scriptedAws } from './scripted-aws.ts';

const machine = 'arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-deployment';
const execution = 'arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:orders-1';

function some(script: Parameters<typeof scriptedAws>[0]) {
  const aws = scriptedAws(script);
  return { aws, ours: executions(aws.on(new SFNClient({}))) };
}

describe('start', () => {
  it('starts an execution under its name', async () => {
    const { ours, aws } = some({ StartExecution: () => ({ executionArn: execution, startDate: new Date(0) }) });
    expect(await ours.start(machine, 'orders-1', { service: 'orders' })).toEqual({ kind: 'started', executionArn: execution });
    expect(aws.inputs('StartExecution')).toEqual([{ stateMachineArn: machine, name: 'orders-1', input: '{"service":"orders"}' }]);
  });

  it.each([machine, `${machine}:live`, `${machine}:12`])('finds the one that has the name already, of %s', async (arn) => {
    const { ours } = some({ StartExecution: () => refuse('ExecutionAlreadyExists') });
    expect(await ours.start(arn, 'orders-1', {})).toEqual({ kind: 'already', executionArn: execution });
  });

  it('tells throttling as such', async () => {
    const { ours } = some({ StartExecution: () => refuse('ThrottlingException') });
    await expect(ours.start(machine, 'orders-1', {})).rejects.toMatchObject({ name: 'DependencyError' });
  });
});

describe('status', () => {
  it.each([
    ['RUNNING', 'running'],
    ['SUCCEEDED', 'succeeded'],
    ['FAILED', 'failed'],
    ['TIMED_OUT', 'timed-out'],
    ['ABORTED', 'aborted'],
    ['PENDING_REDRIVE', 'pending-redrive'],
  ])('%s is %s', async (status, expected) => {
    const { ours, aws } = some({ DescribeExecution: () => ({ status }) });
    expect(await ours.status(execution)).toBe(expected);
    expect(aws.inputs('DescribeExecution')).toEqual([{ executionArn: execution }]);
  });

  it('of an execution that is not there is unknown', async () => {
    expect(await some({ DescribeExecution: () => refuse('ExecutionDoesNotExist') }).ours.status(execution)).toBe('unknown');
  });

  it.each([{}, { status: 'NAPPING' }, { status: 'toString' }])('is never guessed: %j', async (answer) => {
    const { ours } = some({ DescribeExecution: () => answer });
    await expect(ours.status(execution)).rejects.toMatchObject({ name: 'DependencyError' });
  });
});

describe('ended', () => {
  const stopDate = new Date('2026-11-20T10:14:12Z');
  const answer = { status: 'FAILED', stopDate, input: '{"service":"orders"}', error: 'AccessDeniedException', cause: 'no leave' };
  const why = { at: '2026-11-20T10:14:12.000Z', input: { service: 'orders' }, error: 'AccessDeniedException', cause: 'no leave' };

  it.each([
    ['FAILED', 'failed'],
    ['TIMED_OUT', 'timed-out'],
    ['ABORTED', 'aborted'],
  ])('says what ended one that is %s, and what it was given', async (status, expected) => {
    const { ours, aws } = some({ DescribeExecution: () => ({ ...answer, status }) });
    expect(await ours.ended(execution)).toEqual({ status: expected, ...why });
    expect(aws.inputs('DescribeExecution')).toEqual([{ executionArn: execution }]);
  });

  it('leaves out what Step Functions does not say', async () => {
    const { ours } = some({ DescribeExecution: () => ({ status: 'ABORTED', stopDate }) });
    expect(await ours.ended(execution)).toEqual({ status: 'aborted', at: why.at, input: null });
    const timeless = some({ DescribeExecution: () => ({ status: 'ABORTED' }) }).ours;
    await expect(timeless.ended(execution)).rejects.toMatchObject({ name: 'DependencyError' });
  });

  it.each(['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'])('says nothing of one that is %s, or that is not there', async (status) => {
    expect(await some({ DescribeExecution: () => ({ ...answer, status }) }).ours.ended(execution)).toBeUndefined();
    expect(await some({ DescribeExecution: () => refuse('ExecutionDoesNotExist') }).ours.ended(execution)).toBeUndefined();
  });
});

describe('list', () => {
  const arn = (index: number) => `${execution}-${index}`;
  const page = (from: number, nextToken?: string) => ({
    executions: [{ executionArn: arn(from) }, { executionArn: arn(from + 1) }],
    nextToken,
  });

  it('gives every execution that runs, over all pages', async () => {
    const { ours, aws } = some({
      ListExecutions: (input) => ((input as { readonly nextToken?: string }).nextToken === 'b' ? page(2) : page(0, 'b')),
    });
    expect(await ours.list(machine, 'running')).toEqual({ arns: [0, 1, 2, 3].map(arn), isComplete: true });
    const asked = { stateMachineArn: machine, statusFilter: 'RUNNING', maxResults: 1_000 };
    expect(aws.inputs('ListExecutions')).toEqual([asked, { ...asked, nextToken: 'b' }]);
  });

  it.each([
    ['timed-out', 'TIMED_OUT'],
    ['aborted', 'ABORTED'],
  ] as const)('gives the newest page of those that are %s, and says that there are more', async (status, statusFilter) => {
    const { ours, aws } = some({ ListExecutions: () => page(0, 'b') });
    expect(await ours.list(machine, status)).toEqual({ arns: [0, 1].map(arn), isComplete: false });
    expect(aws.inputs('ListExecutions')).toEqual([{ stateMachineArn: machine, statusFilter, maxResults: 1_000 }]);
  });

  it('ends when pages do not', async () => {
    const { ours, aws } = some({ ListExecutions: () => page(0, 'more') });
    expect(await ours.list(machine, 'running')).toMatchObject({ isComplete: false });
    expect(aws.inputs('ListExecutions')).toHaveLength(20);
  });
});

describe('latestState', () => {
  it('is the state that was entered last, asked for without the data that holds task tokens', async () => {
    const entered = (name: string) => ({ type: 'WaitStateEntered', stateEnteredEventDetails: { name } });
    const events = [{ type: 'TaskSubmitted' }, entered('AwaitApproval'), entered('NextStep')];
    const { ours, aws } = some({ GetExecutionHistory: () => ({ events }) });
    expect(await ours.latestState(execution)).toBe('AwaitApproval');
    const asked = { executionArn: execution, reverseOrder: true, includeExecutionData: false, maxResults: 100 };
    expect(aws.inputs('GetExecutionHistory')).toEqual([asked]);
  });

  it('is unknown of an execution without events', async () => {
    expect(await some({ GetExecutionHistory: () => ({}) }).ours.latestState(execution)).toBeUndefined();
  });
});

describe('answering a wait', () => {
  it('sends the output, or the error and its cause', async () => {
    const { ours, aws } = some({ SendTaskSuccess: () => ({}), SendTaskFailure: () => ({}) });
    expect(await ours.sendSuccess('token', { approved: true })).toEqual({ kind: 'sent' });
    expect(await ours.sendFailure('token', { error: 'GuardTripped', cause: 'errors' })).toEqual({ kind: 'sent' });
    expect(aws.inputs('SendTaskSuccess')).toEqual([{ taskToken: 'token', output: '{"approved":true}' }]);
    expect(aws.inputs('SendTaskFailure')).toEqual([{ taskToken: 'token', error: 'GuardTripped', cause: 'errors' }]);
  });

  it('cuts the texts to what Step Functions takes', async () => {
    const { ours, aws } = some({ SendTaskFailure: () => ({}) });
    await ours.sendFailure('token', { error: 'e'.repeat(300), cause: 'c'.repeat(40_000) });
    expect(aws.inputs('SendTaskFailure')).toEqual([{ taskToken: 'token', error: 'e'.repeat(256), cause: 'c'.repeat(32_768) }]);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('that is over already is fine: %s', async (name) => {
    const { ours } = some({ SendTaskSuccess: () => refuse(name), SendTaskFailure: () => refuse(name) });
    expect(await ours.sendSuccess('token', {})).toEqual({ kind: 'already-settled' });
    expect(await ours.sendFailure('token', { error: 'e', cause: 'c' })).toEqual({ kind: 'already-settled' });
  });

  it.each([
    ['ThrottlingException', 'DependencyError'],
    ['AccessDeniedException', 'AccessDeniedException'],
  ])('that fails is not taken for answered: %s', async (theirs, ours) => {
    const failing = some({ SendTaskFailure: () => refuse(theirs) }).ours.sendFailure('token', { error: 'e', cause: 'c' });
    await expect(failing).rejects.toMatchObject({ name: ours });
  });
});
