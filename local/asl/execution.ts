import type { Clock } from '../clock.ts';
import { addedFunctions } from './added-functions.ts';
import type { Machine } from './definition.ts';
import { StateFailure } from './failure.ts';
import { Halt } from './halt.ts';
import { History } from './history.ts';
import type { Json } from './json.ts';
import { Lane, type Run } from './lane.ts';
import { runFlow } from './run-flow.ts';
import type { TaskRunner } from './task-runner.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What an execution is run with. */
export interface Surroundings {
  readonly clock: Clock;
  /** Uniform in [0, 1): jitter, $random, $uuid. */
  readonly random: () => number;
  readonly runTask: TaskRunner;
  readonly tokens: TaskTokens;
  /** World milliseconds that each state transition takes; 0 when absent. */
  readonly transitionMs?: () => number;
}

/** What is run. */
export interface ExecutionRequest {
  readonly machine: Machine;
  readonly machineArn: string;
  readonly machineName: string;
  readonly executionArn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly input: Json;
}

/** How an execution ended. */
export type Outcome =
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | { readonly status: 'FAILED' | 'ABORTED' | 'TIMED_OUT'; readonly error?: string; readonly cause?: string };

/**
 * One execution of a state machine, running from the moment it is made.
 *
 * - Everything it waits for is on the given clock; nothing else takes world time.
 * - Stopping it, or its own timeout, stops what waits at once; what a task already started may still land.
 */
export class Execution {
  readonly request: ExecutionRequest;
  readonly startedAt: Date;
  readonly history: History;
  /** Settles with the end, after the last event is in the history. Never rejects. */
  readonly ended: Promise<Outcome>;
  readonly #surroundings: Surroundings;
  readonly #halt = new Halt();
  readonly #transitions = { count: 0 };
  #outcome: Outcome | undefined;
  #stoppedAt: Date | undefined;

  constructor(surroundings: Surroundings, request: ExecutionRequest) {
    this.request = request;
    this.#surroundings = surroundings;
    this.startedAt = surroundings.clock.now();
    this.history = new History(surroundings.clock);
    this.ended = this.#run();
  }

  /** Undefined while it runs. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  get stoppedAt(): Date | undefined {
    return this.#stoppedAt;
  }

  /** States entered and retries made so far. */
  get transitions(): number {
    return this.#transitions.count;
  }

  /** Ends it as ABORTED. Does nothing when it already ended. */
  stop(error?: string, cause?: string): void {
    this.#end({ status: 'ABORTED', ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
  }

  #end(outcome: Outcome): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    this.#stoppedAt = this.#surroundings.clock.now();
    this.#halt.stop();
  }

  async #run(): Promise<Outcome> {
    const { machine, input, roleArn } = this.request;
    const lane = new Lane(this.#shared(), this.#halt);
    lane.record('ExecutionStarted', () => ({
      executionStartedEventDetails: { input: JSON.stringify(input), inputDetails: { truncated: false }, roleArn },
    }));
    if (machine.timeoutSeconds !== undefined) {
      const cancel = this.#surroundings.clock.after(machine.timeoutSeconds * 1_000, () => this.#end({ status: 'TIMED_OUT' }));
      this.#halt.onStop(cancel);
    }
    try {
      // The caller of StartExecution has its answer before the first state is entered.
      await undefined;
      this.#end({ status: 'SUCCEEDED', output: await runFlow(lane, machine, input) });
    } catch (failure) {
      this.#end(failed(failure));
    }
    const outcome = this.#outcome ?? failed(undefined);
    this.#record(outcome);
    return outcome;
  }

  #record(outcome: Outcome): void {
    if (outcome.status === 'SUCCEEDED') {
      this.history.close('ExecutionSucceeded', () => ({
        executionSucceededEventDetails: { output: JSON.stringify(outcome.output), outputDetails: { truncated: false } },
      }));
      return;
    }
    const { status, ...details } = outcome;
    const [type, member] = closings[status];
    this.history.close(type, () => ({ [member]: details }));
  }

  #shared(): Run {
    const { clock, random, runTask, tokens, transitionMs } = this.#surroundings;
    const { executionArn, machineArn, machineName, name, roleArn, input } = this.request;
    return {
      clock,
      random,
      functions: addedFunctions(clock, random),
      tokens,
      runTask,
      transitionMs: transitionMs ?? (() => 0),
      history: this.history,
      executionArn,
      machineArn,
      roleArn,
      context: {
        Execution: {
          Id: executionArn,
          Input: input,
          Name: name,
          RoleArn: roleArn,
          StartTime: this.startedAt.toISOString(),
          RedriveCount: 0,
        },
        StateMachine: { Id: machineArn, Name: machineName },
      },
      transitions: this.#transitions,
    };
  }
}

const closings = {
  FAILED: ['ExecutionFailed', 'executionFailedEventDetails'],
  ABORTED: ['ExecutionAborted', 'executionAbortedEventDetails'],
  TIMED_OUT: ['ExecutionTimedOut', 'executionTimedOutEventDetails'],
} as const;

/** An error that is no state's failure is a defect of the interpreter; it must be seen, so it ends the execution. */
function failed(failure: unknown): Outcome {
  if (!(failure instanceof StateFailure)) return { status: 'FAILED', error: 'States.Runtime', cause: String(failure) };
  const { error, failureCause } = failure;
  return { status: 'FAILED', ...(error === null ? {} : { error }), ...(failureCause === null ? {} : { cause: failureCause }) };
}
