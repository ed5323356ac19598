import type { DescribeExecutionOutput, StartExecutionOutput } from '@aws-sdk/client-sfn';
import { StateFailure } from '../../asl/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../asl/json.ts';
import type { TaskCall } from '../../asl/task-runner.ts';
import type { AwsCalls } from '../aws-calls.ts';

/** Resolves with the description of an execution once it has ended. */
export type WaitForExecution = (executionArn: string) => Promise<DescribeExecutionOutput>;

interface Needs {
  readonly aws: AwsCalls;
  readonly waitForExecution: WaitForExecution;
}

/**
 * The `states:startExecution` integrations: only started, or waited for with input and output as JSON text (`.sync`) or
 * parsed (`.sync:2`). When the waiting task is given up, the started execution is stopped.
 *
 * @throws {StateFailure} States.TaskFailed when the execution did not succeed; its description is the cause.
 */
export async function startAndMaybeWait(
  call: TaskCall,
  { aws, waitForExecution }: Needs,
  kind: 'started' | 'text' | 'parsed',
): Promise<Json> {
  const { StateMachineArn = null, Name, Input = null } = isJsonObject(call.arguments) ? call.arguments : {};
  const request = {
    stateMachineArn: StateMachineArn,
    input: Input === null ? '{}' : JSON.stringify(Input),
    ...(Name === undefined ? {} : { name: Name }),
  };
  const caller = { roleArn: call.roleArn };
  const { executionArn = '', startDate } = (await aws.call('SFN', 'StartExecution', request, caller)) as StartExecutionOutput;
  const started = { ExecutionArn: executionArn, StartDate: startDate?.getTime() ?? null };
  if (kind === 'started') return started;
  call.submitted(started);
  let hasEnded = false;
  call.onStop(() => {
    if (!hasEnded) aws.call('SFN', 'StopExecution', { executionArn }, caller).catch(() => undefined);
  });
  const ended = description(await waitForExecution(executionArn));
  hasEnded = true;
  if (ended.Status !== 'SUCCEEDED') throw new StateFailure('States.TaskFailed', JSON.stringify(ended));
  return kind === 'text' ? ended : { ...ended, Input: parsed(ended.Input), Output: parsed(ended.Output) };
}

function description(from: DescribeExecutionOutput): JsonObject {
  const members: Readonly<Record<string, Json | undefined>> = {
    Error: from.error,
    Cause: from.cause,
    ExecutionArn: from.executionArn,
    Input: from.input,
    InputDetails: { Included: true },
    Name: from.name,
    Output: from.output,
    OutputDetails: from.output === undefined ? undefined : { Included: true },
    StartDate: from.startDate?.getTime(),
    StateMachineArn: from.stateMachineArn,
    Status: from.status,
    StopDate: from.stopDate?.getTime(),
  };
  return Object.fromEntries(Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

function parsed(text: Json | undefined): Json {
  return typeof text === 'string' ? (JSON.parse(text) as Json) : (text ?? null);
}
