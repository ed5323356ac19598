import type { Flow, MapState, ParallelState } from './definition.ts';
import { EvaluationFailure, StateFailure, StoppedError } from './failure.ts';
import { Halt } from './halt.ts';
import type { Json } from './json.ts';
import { type Entered, Lane } from './lane.ts';

/** Runs the states of a branch or an iteration. */
export type FlowRunner = (lane: Lane, flow: Flow, input: Json) => Promise<Json>;

/** An inline Map runs at most this many iterations at a time (AWS service quotas). */
const inlineConcurrencyMax = 40;

/** One attempt of a Parallel state: all branches at once; the first failure stops the others. */
export async function attemptParallel(
  lane: Lane,
  state: ParallelState,
  entered: Entered,
  retryCount: number,
  runFlow: FlowRunner,
): Promise<Json> {
  const input = state.arguments === undefined ? entered.input : await state.arguments.evaluate(lane.scope(entered, {}, { retryCount }));
  lane.record('ParallelStateStarted');
  const halt = new Halt(lane.halt);
  const branches = state.branches.map((flow) => ({ flow, lane: new Lane(lane.run, halt, { lane }) }));
  try {
    const results = await together(
      halt,
      branches.map((branch) => runFlow(branch.lane, branch.flow, input)),
    );
    lane.lastEventId = Math.max(...branches.map((branch) => branch.lane.lastEventId));
    lane.record('ParallelStateSucceeded');
    return results;
  } catch (failure) {
    lane.lastEventId = Math.max(...branches.map((branch) => branch.lane.lastEventId));
    if (!(failure instanceof StoppedError)) lane.record('ParallelStateFailed');
    throw failure;
  }
}

/** One attempt of an inline Map state: its items in order, some at a time; the first failure stops the others. */
export async function attemptMap(lane: Lane, state: MapState, entered: Entered, retryCount: number, runFlow: FlowRunner): Promise<Json> {
  const items = await itemsOf(lane, state, entered, retryCount);
  const scope = lane.scope(entered, {}, { retryCount });
  const wanted = (await state.maxConcurrency?.evaluate(scope)) ?? 0;
  let tolerates = false;
  for (const tolerance of state.tolerances) tolerates = (await tolerance.evaluate(scope)) > 0 || tolerates;
  lane.record('MapStateStarted', () => ({ mapStateStartedEventDetails: { length: items.length } }));
  const halt = new Halt(lane.halt);
  const results: Json[] = new Array<Json>(items.length);
  const lanes: Lane[] = [];
  const iterate = async (index: number, item: Json) => {
    const inner = new Lane(lane.run, halt, { lane, mapItem: { Index: index, Value: item } });
    lanes.push(inner);
    results[index] = await runIteration(inner, state, entered, { index, item, tolerates, runFlow });
  };
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) await iterate(index, item);
  };
  const size = Math.min(items.length, wanted === 0 ? inlineConcurrencyMax : wanted, inlineConcurrencyMax);
  try {
    await together(halt, Array.from({ length: size }, worker));
  } catch (failure) {
    lane.lastEventId = Math.max(lane.lastEventId, ...lanes.map(({ lastEventId }) => lastEventId));
    if (!(failure instanceof StoppedError)) lane.record('MapStateFailed');
    throw failure;
  }
  lane.lastEventId = Math.max(lane.lastEventId, ...lanes.map(({ lastEventId }) => lastEventId));
  lane.record('MapStateSucceeded');
  return results;
}

async function itemsOf(lane: Lane, state: MapState, entered: Entered, retryCount: number): Promise<readonly Json[]> {
  const items = state.items === undefined ? entered.input : await state.items.evaluate(lane.scope(entered, {}, { retryCount }));
  if (Array.isArray(items)) return items;
  const what = state.items === undefined ? 'Map state input must be an array' : "The field 'Items' must be an array";
  throw new EvaluationFailure(entered, 'Items', `${what} but was: ${JSON.stringify(items)}`);
}

interface Iteration {
  readonly index: number;
  readonly item: Json;
  readonly tolerates: boolean;
  readonly runFlow: FlowRunner;
}

async function runIteration(inner: Lane, state: MapState, entered: Entered, { index, item, tolerates, runFlow }: Iteration): Promise<Json> {
  const { name, itemSelector, processor } = state;
  try {
    inner.halt.check();
    const input = itemSelector === undefined ? item : await itemSelector.evaluate(inner.scope(entered));
    inner.record('MapIterationStarted', () => ({ mapIterationStartedEventDetails: { name, index } }));
    const output = await runFlow(inner, processor, input);
    inner.record('MapIterationSucceeded', () => ({ mapIterationSucceededEventDetails: { name, index } }));
    return output;
  } catch (failure) {
    if (failure instanceof StoppedError)
      inner.recordAborted('MapIterationAborted', () => ({ mapIterationAbortedEventDetails: { name, index } }));
    if (!(failure instanceof StateFailure)) throw failure;
    inner.record('MapIterationFailed', () => ({ mapIterationFailedEventDetails: { name, index } }));
    if (tolerates)
      throw new StateFailure(
        'States.Runtime',
        `state '${name}': a failed item under ToleratedFailureCount or ToleratedFailurePercentage is not modelled`,
      );
    throw failure;
  }
}

/** Waits for all. After the first failure the others are stopped, and have ended before it is thrown. */
async function together<T>(halt: Halt, running: readonly Promise<T>[]): Promise<readonly T[]> {
  const failures: unknown[] = [];
  const settled = running.map((promise) =>
    promise.catch((failure) => {
      failures.push(failure);
      halt.stop();
    }),
  );
  const results = await Promise.all(settled);
  halt.stop();
  if (failures.length > 0) throw failures[0];
  return results as readonly T[];
}
