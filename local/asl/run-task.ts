import type { TaskState } from './definition.ts';
import type { Scope } from './expression.ts';
import { EvaluationFailure, StateFailure, StoppedError } from './failure.ts';
import { Halt } from './halt.ts';
import type { Json } from './json.ts';
import type { Entered, Lane } from './lane.ts';
import { checkSize } from './leave.ts';
import { type TaskEvents, taskEvents } from './task-events.ts';
import { waitsForToken } from './task-runner.ts';
import type { OpenToken } from './task-tokens.ts';
import type { Template } from './template.ts';

interface Prepared {
  readonly parameters: Json;
  readonly roleArn: string;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/**
 * One attempt of a Task state: evaluates its arguments, has the task run, and waits for its end, its token, its timeout
 * or its last heartbeat, whatever comes first.
 *
 * @throws {StateFailure} the task failed, or States.Timeout.
 */
export async function attemptTask(lane: Lane, state: TaskState, entered: Entered, retryCount: number): Promise<Json> {
  const halt = new Halt(lane.halt);
  const watch = new Watch(lane, halt);
  const token = waitsForToken(state.resource) ? lane.run.tokens.open(() => watch.beat()) : undefined;
  const events = taskEvents(lane, state.resource);
  try {
    const prepared = await prepare(lane, state, entered, retryCount, token);
    // A lane that was stopped meanwhile must not have one more effect.
    lane.halt.check();
    events.scheduled(prepared.parameters, prepared.timeoutSeconds, prepared.heartbeatSeconds);
    const output = await run(lane, state, prepared, token, { halt, watch, events });
    checkSize(output, state.resource.split(':').at(-1) ?? state.resource);
    events.succeeded(output);
    return output;
  } finally {
    token?.close();
    halt.stop();
  }
}

async function prepare(
  lane: Lane,
  state: TaskState,
  entered: Entered,
  retryCount: number,
  token: OpenToken | undefined,
): Promise<Prepared> {
  const scope = lane.scope(entered, {}, token === undefined ? { retryCount } : { retryCount, token: token.token });
  return {
    parameters: state.arguments === undefined ? entered.input : await state.arguments.evaluate(scope),
    roleArn: state.credentials === undefined ? lane.run.roleArn : await roleOf(state.credentials, scope),
    timeoutSeconds: await state.timeoutSeconds?.evaluate(scope),
    heartbeatSeconds: await state.heartbeatSeconds?.evaluate(scope),
  };
}

async function roleOf(credentials: Template, scope: Scope): Promise<string> {
  const role = await credentials.evaluate(scope);
  if (typeof role === 'string') return role;
  throw new EvaluationFailure(
    scope.entered,
    'Credentials/RoleArn',
    `The field 'Credentials/RoleArn' must be a string but was: ${JSON.stringify(role)}`,
  );
}

interface Parts {
  readonly halt: Halt;
  readonly watch: Watch;
  readonly events: TaskEvents;
}

async function run(
  lane: Lane,
  { resource }: TaskState,
  prepared: Prepared,
  token: OpenToken | undefined,
  { halt, watch, events }: Parts,
): Promise<Json> {
  const { runTask, executionArn, machineArn } = lane.run;
  const { roleArn } = prepared;
  const submitted = (reply: Json) => {
    if (!halt.stopped) events.submitted(reply);
  };
  const call = { resource, arguments: prepared.parameters, token: token?.token, roleArn, executionArn, machineArn, submitted };
  try {
    return await lane.halt.race(
      new Promise<Json>((resolve, reject) => {
        watch.start(prepared, reject);
        token?.outcome.then(resolve, reject);
        const answered = (output: Json) => (token === undefined ? resolve(output) : submitted(output));
        runTask({ ...call, onStop: (listener) => halt.onStop(listener) }).then(answered, reject);
      }),
    );
  } catch (error) {
    if (error instanceof StoppedError) throw error;
    const failure =
      error instanceof StateFailure
        ? error
        : new StateFailure('States.Runtime', error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    events.failed(failure);
    throw failure;
  }
}

/** Ends an attempt that takes too long, or that is silent for too long. */
class Watch {
  readonly #lane: Lane;
  readonly #halt: Halt;
  #heartbeatMs: number | undefined;
  #giveUp: (failure: StateFailure) => void = () => undefined;
  #cancelHeartbeat: () => void = () => undefined;

  constructor(lane: Lane, halt: Halt) {
    this.#lane = lane;
    this.#halt = halt;
  }

  start({ timeoutSeconds, heartbeatSeconds }: Prepared, giveUp: (failure: StateFailure) => void): void {
    this.#giveUp = giveUp;
    if (timeoutSeconds !== undefined) {
      const cancel = this.#lane.run.clock.after(timeoutSeconds * 1_000, () => giveUp(new StateFailure('States.Timeout', null)));
      this.#halt.onStop(cancel);
    }
    if (heartbeatSeconds === undefined) return;
    this.#heartbeatMs = heartbeatSeconds * 1_000;
    this.#halt.onStop(() => this.#cancelHeartbeat());
    this.beat();
  }

  /** A sign of life. */
  beat(): void {
    if (this.#heartbeatMs === undefined) return;
    this.#cancelHeartbeat();
    const late = () => this.#giveUp(new StateFailure('States.Timeout', null, ['States.HeartbeatTimeout']));
    this.#cancelHeartbeat = this.#lane.run.clock.after(this.#heartbeatMs, late);
  }
}
