import { attempts } from './attempts.ts';
import type { Flow, State } from './definition.ts';
import { EvaluationFailure, StateFailure, StoppedError } from './failure.ts';
import type { Json } from './json.ts';
import type { Entered, Lane } from './lane.ts';
import { type Left, leave } from './leave.ts';
import { attemptMap, attemptParallel } from './run-containers.ts';
import { attemptTask } from './run-task.ts';
import { instantMs } from './timestamp.ts';

/**
 * Runs states from the first to one that ends, and answers the last output.
 *
 * @throws {StateFailure} a state failed and nothing caught it.
 * @throws {StoppedError} the lane was stopped.
 */
export async function runFlow(lane: Lane, flow: Flow, input: Json): Promise<Json> {
  let value = input;
  for (let name: string | undefined = flow.startAt; name !== undefined; ) {
    const state = flow.states.get(name);
    if (state === undefined) throw new StateFailure('States.Runtime', `there is no state '${name}'`);
    const entered = await enter(lane, state, value);
    const left = await run(lane, state, entered);
    exit(lane, state, left);
    value = left.output;
    name = left.next;
  }
  return value;
}

async function enter(lane: Lane, { type, name }: State, input: Json): Promise<Entered> {
  lane.halt.check();
  const { run } = lane;
  run.transitions.count += 1;
  const delayMs = run.transitionMs();
  if (delayMs > 0) await lane.halt.sleep(run.clock, delayMs);
  const eventId = lane.record(`${type}StateEntered`, () => ({
    stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: { truncated: false } },
  }));
  return { state: name, eventId, at: run.clock.now(), input };
}

function exit(lane: Lane, { type, name }: State, { output, assigned }: Left): void {
  lane.halt.check();
  if (assigned !== undefined) lane.variables = { ...lane.variables, ...assigned };
  lane.record(`${type}StateExited`, () => ({
    stateExitedEventDetails: {
      name,
      output: JSON.stringify(output),
      outputDetails: { truncated: false },
      ...(assigned === undefined
        ? {}
        : { assignedVariables: Object.fromEntries(Object.entries(assigned).map(([key, value]) => [key, JSON.stringify(value)])) }),
    },
  }));
}

async function run(lane: Lane, state: State, entered: Entered): Promise<Left> {
  switch (state.type) {
    case 'Task':
      return attempts(lane, state, entered, (retryCount) => attemptTask(lane, state, entered, retryCount));
    case 'Parallel':
      return attempts(lane, state, entered, (retryCount) => attemptParallel(lane, state, entered, retryCount, runFlow));
    case 'Map':
      return attempts(lane, state, entered, (retryCount) => attemptMap(lane, state, entered, retryCount, runFlow));
    default:
      try {
        return await runPlain(lane, state, entered);
      } catch (failure) {
        lane.recordEvaluation(failure);
        throw failure;
      }
  }
}

type Plain = Exclude<State, { readonly type: 'Task' | 'Parallel' | 'Map' }>;

async function runPlain(lane: Lane, state: Plain, entered: Entered): Promise<Left> {
  const scope = lane.scope(entered);
  switch (state.type) {
    case 'Pass':
    case 'Succeed':
      return leave(state, scope, entered.input);
    case 'Fail':
      throw new StateFailure(await failText(state.error, entered, scope, 'Error'), await failText(state.cause, entered, scope, 'Cause'));
    case 'Wait':
      await wait(lane, state, entered, scope);
      return leave(state, scope, entered.input);
    case 'Choice':
      return choose(state, entered, scope);
  }
}

type Seen = ReturnType<Lane['scope']>;

async function failText(
  template: Extract<State, { type: 'Fail' }>['error'],
  entered: Entered,
  scope: Seen,
  field: string,
): Promise<string | null> {
  if (template === undefined) return null;
  const value = await template.evaluate(scope);
  if (typeof value === 'string') return value;
  throw new EvaluationFailure(entered, field, `The field '${field}' must be a string but was: ${JSON.stringify(value)}`);
}

async function wait(lane: Lane, state: Extract<State, { type: 'Wait' }>, entered: Entered, scope: Seen): Promise<void> {
  const { clock } = lane.run;
  let delayMs = ((await state.seconds?.evaluate(scope)) ?? 0) * 1_000;
  if (state.timestamp !== undefined) {
    const value = await state.timestamp.evaluate(scope);
    const until = instantMs(value);
    if (until === undefined) {
      const problem = 'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string';
      throw new EvaluationFailure(entered, 'Timestamp', `${problem}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
    }
    delayMs = until - clock.now().getTime();
  }
  if (delayMs <= 0) return;
  try {
    await lane.halt.sleep(clock, delayMs);
  } catch (error) {
    if (error instanceof StoppedError) lane.recordAborted('WaitStateAborted');
    throw error;
  }
}

async function choose(state: Extract<State, { type: 'Choice' }>, entered: Entered, scope: Seen): Promise<Left> {
  for (const rule of state.rules) {
    const holds = await rule.condition.evaluate(scope);
    if (typeof holds !== 'boolean') {
      throw new EvaluationFailure(entered, 'Condition', `The field 'Condition' must be true or false but was: ${JSON.stringify(holds)}`);
    }
    if (holds) return leave(rule, scope, entered.input);
  }
  if (state.next === undefined)
    throw new StateFailure('States.Runtime', `no rule of the Choice state '${state.name}' matches and it has no Default`);
  return leave(state, scope, entered.input);
}
