import type { MapState, ParallelState, TaskState } from './definition.ts';
import { errorOutput, matches, retryDelayMs } from './error-handling.ts';
import { StateFailure, StoppedError } from './failure.ts';
import type { Json } from './json.ts';
import type { Entered, Lane } from './lane.ts';
import { type Left, leave } from './leave.ts';
import type { Retrier } from './state-parts.ts';

/** Does a state's work once, and answers its result. */
export type Attempt = (retryCount: number) => Promise<Json>;

/**
 * Runs a state's work under its Retry and Catch. A failing Output or Assign is a failure of the state like any other.
 *
 * @throws {StateFailure} nothing caught it.
 */
export async function attempts(lane: Lane, state: TaskState | MapState | ParallelState, entered: Entered, attempt: Attempt): Promise<Left> {
  const used = new Map<Retrier, number>();
  for (let retryCount = 0; ; retryCount += 1) {
    try {
      const result = await attempt(retryCount);
      return await leave(state, lane.scope(entered, { result }, { retryCount }), result);
    } catch (failure) {
      if (failure instanceof StoppedError) lane.recordAborted(`${state.type}StateAborted`);
      if (!(failure instanceof StateFailure)) throw failure;
      lane.recordEvaluation(failure);
      if (await retried(lane, state.retry, used, failure)) continue;
      return await caught(lane, state, entered, failure, retryCount);
    }
  }
}

/** Waits for the next attempt, if the first retrier that matches has one left. */
async function retried(lane: Lane, retry: readonly Retrier[], used: Map<Retrier, number>, failure: StateFailure): Promise<boolean> {
  const retrier = retry.find(({ errorEquals }) => matches(errorEquals, failure));
  if (retrier === undefined) return false;
  const earlier = used.get(retrier) ?? 0;
  if (earlier >= retrier.maxAttempts) return false;
  used.set(retrier, earlier + 1);
  await lane.halt.sleep(lane.run.clock, retryDelayMs(retrier, earlier, lane.run.random));
  lane.run.transitions.count += 1;
  return true;
}

async function caught(
  lane: Lane,
  state: TaskState | MapState | ParallelState,
  entered: Entered,
  failure: StateFailure,
  retryCount: number,
): Promise<Left> {
  const catcher = state.catch.find(({ errorEquals }) => matches(errorEquals, failure));
  if (catcher === undefined) throw failure;
  const output = errorOutput(failure);
  return leave(catcher, lane.scope(entered, { errorOutput: output }, { retryCount }), output);
}
