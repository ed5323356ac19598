import type { Execution } from '../../../../local/asl/execution.ts';

/** When an execution entered a state. */
export interface EnteredState {
  readonly name: string;
  readonly atMs: number;
}

const known = new WeakMap<Execution, { readonly entered: EnteredState[]; events: number }>();

/** The states that an execution has entered so far, in order, from its history; each event is read once. */
export function enteredStates(execution: Execution): readonly EnteredState[] {
  const read = known.get(execution) ?? { entered: [], events: 0 };
  known.set(execution, read);
  const { events } = execution.history;
  for (; read.events < events.length; read.events += 1) {
    const event = events[read.events];
    const name = event && enteredBy(event);
    if (event !== undefined && name !== undefined) read.entered.push({ name, atMs: event.at.getTime() });
  }
  return read.entered;
}

/** The state that an event of a history enters; undefined: it is of another kind. */
export function enteredBy({ type, details }: Execution['history']['events'][number]): string | undefined {
  if (!type.endsWith('StateEntered')) return undefined;
  const { stateEnteredEventDetails } = (details?.() ?? {}) as { readonly stateEnteredEventDetails?: { readonly name?: string } };
  return stateEnteredEventDetails?.name ?? '';
}

/** When an execution entered a state for the first time, in world milliseconds; undefined when it has not. */
export function firstEnteredMs(execution: Execution, state: string): number | undefined {
  return enteredStates(execution).find(({ name }) => name === state)?.atMs;
}

/** When a deployment began to act, in world milliseconds: before, it may have waited for the one before it. Its start, when it never did. */
export function launchedMs(execution: Execution): number {
  return firstEnteredMs(execution, 'LaunchCandidate') ?? execution.startedAt.getTime();
}

/** Whether a deployment asked for its launch. One that did not has no lane of its own, and leaves what it found. */
export function hasLaunched(execution: Execution): boolean {
  return firstEnteredMs(execution, 'LaunchCandidate') !== undefined;
}
