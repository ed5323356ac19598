import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { executionArnOf } from '../core/deployment/execution-arn.ts';
import { DependencyError } from '../core/errors.ts';
import { answered, isNamed } from './sdk-errors.ts';

/** How an execution is. `unknown`: Step Functions does not know it, or not any more (90 days). */
export type ExecutionStatus = 'running' | 'succeeded' | 'failed' | 'timed-out' | 'aborted' | 'pending-redrive' | 'unknown';

/** An execution that ended badly, with what it was given and what ended it. */
export interface Ended {
  readonly status: 'failed' | 'timed-out' | 'aborted';
  /** When it ended, ISO 8601. */
  readonly at: string;
  readonly input: unknown;
  readonly error?: string;
  readonly cause?: string;
}

/** Whether a wait was answered now, or was over before: both are fine. */
export type Answered = { readonly kind: 'sent' | 'already-settled' };

/**
 * Starts executions and answers their waits.
 *
 * @throws {DependencyError} Step Functions throttled or did not answer. Retryable.
 */
export interface Executions {
  /** Starts at most one execution of this name within 90 days; a second start answers `already` and changes nothing. */
  start(machineArn: string, name: string, input: object): Promise<{ readonly kind: 'started' | 'already'; readonly executionArn: string }>;
  status(executionArn: string): Promise<ExecutionStatus>;
  /** How an execution ended; undefined unless it did, badly. */
  ended(executionArn: string): Promise<Ended | undefined>;
  /**
   * The newest executions of a machine with this status, by ARN: all of those that run, a thousand of those that ended. Eventually consistent:
   * one that just began or ended may be missing, or still be listed as it was.
   */
  list(
    machineArn: string,
    status: Exclude<ExecutionStatus, 'unknown'>,
  ): Promise<{ readonly arns: readonly string[]; readonly isComplete: boolean }>;
  /** The state that an execution entered last, in whichever branch; undefined when it is none of its last hundred events. */
  latestState(executionArn: string): Promise<string | undefined>;
  sendSuccess(taskToken: string, output: object): Promise<Answered>;
  /** `error` is what `Catch` in the state machine matches; both texts are cut to what Step Functions takes. */
  sendFailure(taskToken: string, failure: { readonly error: string; readonly cause: string }): Promise<Answered>;
}

/** {@link Executions} on the SDK. */
export function executions(sfn: SFNClient): Executions {
  return {
    start: (machineArn, name, input) => start(sfn, machineArn, name, input),
    status: (executionArn) => status(sfn, executionArn),
    ended: (executionArn) => ended(sfn, executionArn),
    list: (machineArn, wanted) => list(sfn, machineArn, wanted),
    latestState: (executionArn) => latestState(sfn, executionArn),
    sendSuccess: (taskToken, output) =>
      settled(
        answered('Step Functions SendTaskSuccess', sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
      ),
    sendFailure: (taskToken, { error, cause }) => {
      const command = new SendTaskFailureCommand({ taskToken, error: error.slice(0, 256), cause: cause.slice(0, 32_768) });
      return settled(answered('Step Functions SendTaskFailure', sfn.send(command)));
    },
  };
}

async function start(sfn: SFNClient, stateMachineArn: string, name: string, input: object): ReturnType<Executions['start']> {
  // The ARN of an execution follows from its machine and name, so a lost answer loses nothing.
  const executionArn = executionArnOf(stateMachineArn, name);
  try {
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    const started = await answered('Step Functions StartExecution', sfn.send(command));
    return { kind: 'started', executionArn: started.executionArn ?? executionArn };
  } catch (error) {
    if (isNamed(error, 'ExecutionAlreadyExists')) return { kind: 'already', executionArn };
    throw error;
  }
}

const statuses = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed-out',
  ABORTED: 'aborted',
  PENDING_REDRIVE: 'pending-redrive',
} as const;

const wireStatuses = Object.keys(statuses) as (keyof typeof statuses)[];

async function status(sfn: SFNClient, executionArn: string): Promise<ExecutionStatus> {
  const found = await describe(sfn, executionArn);
  if (found === undefined) return 'unknown';
  if (found.status && Object.hasOwn(statuses, found.status)) return statuses[found.status];
  throw new DependencyError(`Step Functions says that ${executionArn} is ${found.status ?? 'nothing'}: try again`);
}

async function ended(sfn: SFNClient, executionArn: string): Promise<Ended | undefined> {
  const { status: found, stopDate, input, error, cause } = (await describe(sfn, executionArn)) ?? {};
  if (found !== 'FAILED' && found !== 'TIMED_OUT' && found !== 'ABORTED') return undefined;
  if (stopDate === undefined) throw new DependencyError(`Step Functions does not say when ${executionArn} ended: try again`);
  const why = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  return { status: statuses[found], at: stopDate.toISOString(), input: JSON.parse(input ?? 'null'), ...why };
}

async function describe(sfn: SFNClient, executionArn: string): Promise<DescribeExecutionOutput | undefined> {
  try {
    return await answered('Step Functions DescribeExecution', sfn.send(new DescribeExecutionCommand({ executionArn })));
  } catch (error) {
    if (isNamed(error, 'ExecutionDoesNotExist')) return undefined;
    throw error;
  }
}

/** More executions of one machine that run at once are asked for one by one: twenty pages are seconds. */
const pagesMax = 20;

async function list(sfn: SFNClient, stateMachineArn: string, wanted: Exclude<ExecutionStatus, 'unknown'>): ReturnType<Executions['list']> {
  const statusFilter = wireStatuses.find((name) => statuses[name] === wanted) ?? 'RUNNING';
  const arns: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < (wanted === 'running' ? pagesMax : 1); page += 1) {
    const command = new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: 1_000, ...(nextToken && { nextToken }) });
    const answer = await answered('Step Functions ListExecutions', sfn.send(command));
    arns.push(...(answer.executions ?? []).flatMap(({ executionArn }) => executionArn ?? []));
    nextToken = answer.nextToken;
    if (!nextToken) return { arns, isComplete: true };
  }
  return { arns, isComplete: false };
}

async function latestState(sfn: SFNClient, executionArn: string): Promise<string | undefined> {
  // Without the data: it holds task tokens.
  const asked = { executionArn, reverseOrder: true, includeExecutionData: false, maxResults: 100 };
  const { events = [] } = await answered('Step Functions GetExecutionHistory', sfn.send(new GetExecutionHistoryCommand(asked)));
  return events.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails !== undefined)?.stateEnteredEventDetails?.name;
}

async function settled(sending: Promise<unknown>): Promise<Answered> {
  try {
    await sending;
    return { kind: 'sent' };
  } catch (error) {
    // The three names AWS uses for a wait that is over: timed out, left by its execution, or never known.
    if (isNamed(error, 'TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken')) return { kind: 'already-settled' };
    throw error;
  }
}
