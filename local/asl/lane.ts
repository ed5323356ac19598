import type { Clock } from '../clock.ts';
import type { AddedFunctions } from './added-functions.ts';
import type { Scope } from './expression.ts';
import { EvaluationFailure } from './failure.ts';
import type { Halt } from './halt.ts';
import type { History, RecordedEvent } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import type { TaskRunner } from './task-runner.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What all lanes of one execution share. */
export interface Run {
  readonly clock: Clock;
  readonly random: () => number;
  readonly functions: AddedFunctions;
  readonly tokens: TaskTokens;
  readonly runTask: TaskRunner;
  /** World milliseconds that a state transition takes. */
  readonly transitionMs: () => number;
  readonly history: History;
  readonly executionArn: string;
  readonly machineArn: string;
  readonly roleArn: string;
  /** `$states.context.Execution` and `.StateMachine`. */
  readonly context: JsonObject;
  /** States entered and retries made: what AWS bills. */
  readonly transitions: { count: number };
}

/** A state that was entered. */
export interface Entered {
  readonly state: string;
  readonly eventId: number;
  readonly at: Date;
  readonly input: Json;
}

/** A line of states that run one after the other: the machine's own, a branch, one iteration of a Map. */
export class Lane {
  readonly run: Run;
  readonly halt: Halt;
  /** Variables visible here; a new object with every assignment, so that inner lanes keep what they saw. */
  variables: JsonObject;
  lastEventId: number;
  readonly #mapItem: JsonObject | undefined;
  readonly #reported = new WeakSet<EvaluationFailure>();

  constructor(run: Run, halt: Halt, from?: { readonly lane: Lane; readonly mapItem?: JsonObject }) {
    this.run = run;
    this.halt = halt;
    this.variables = from?.lane.variables ?? {};
    this.lastEventId = from?.lane.lastEventId ?? 0;
    this.#mapItem = from?.mapItem ?? (from === undefined ? undefined : from.lane.#mapItem);
  }

  /** @throws {StateFailure} States.Runtime when the history is full. */
  record(type: string, details?: RecordedEvent['details']): number {
    this.lastEventId = this.run.history.add(type, this.lastEventId, details);
    return this.lastEventId;
  }

  /** Records that a state or iteration was stopped from outside. */
  recordAborted(type: string, details?: RecordedEvent['details']): void {
    this.lastEventId = this.run.history.giveUp(type, this.lastEventId, details);
  }

  /** Records a failed expression, once. */
  recordEvaluation(failure: unknown): void {
    if (!(failure instanceof EvaluationFailure) || this.#reported.has(failure)) return;
    this.#reported.add(failure);
    const { error, failureCause: cause, location, state } = failure;
    this.record('EvaluationFailed', () => ({ evaluationFailedEventDetails: { error, cause, location, state } }));
  }

  /** What expressions of an entered state see; `extra` are further members of `$states` and of its context. */
  scope(
    entered: Entered,
    extra: JsonObject = {},
    context: { readonly retryCount?: number; readonly token?: string; readonly item?: JsonObject } = {},
  ): Scope {
    const { state: Name, at } = entered;
    const item = context.item ?? this.#mapItem;
    const seen: JsonObject = {
      ...this.run.context,
      State: { Name, EnteredTime: at.toISOString(), RetryCount: context.retryCount ?? 0 },
      ...(context.token === undefined ? {} : { Task: { Token: context.token } }),
      ...(item === undefined ? {} : { Map: { Item: item } }),
    };
    return { states: { input: entered.input, context: seen, ...extra }, variables: this.variables, functions: this.run.functions, entered };
  }
}
