import {
  DescribeExecutionCommand,
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
  sendSuccess(taskToken: string, output: object): Promise<Answered>;
  /** `error` is what `Catch` in the state machine matches; both texts are cut to what Step Functions takes. */
  sendFailure(taskToken: string, failure: { readonly error: string; readonly cause: string }): Promise<Answered>;
}

/** {@link Executions} on the SDK. */
export function executions(sfn: SFNClient): Executions {
  return {
    start: (machineArn, name, input) => start(sfn, machineArn, name, input),
    status: (executionArn) => status(sfn, executionArn),
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

async function status(sfn: SFNClient, executionArn: string): Promise<ExecutionStatus> {
  try {
    const found = await answered('Step Functions DescribeExecution', sfn.send(new DescribeExecutionCommand({ executionArn })));
    if (found.status && Object.hasOwn(statuses, found.status)) return statuses[found.status];
    throw new DependencyError(`Step Functions says that ${executionArn} is ${found.status ?? 'nothing'}: try again`);
  } catch (error) {
    if (isNamed(error, 'ExecutionDoesNotExist')) return 'unknown';
    throw error;
  }
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
