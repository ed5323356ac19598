import type { Actor } from './callers.ts';
import type { MadeCall } from './record-calls.ts';

/** What dies: the function that calls, or the execution behind it, heard of at once or never; or the call alone. */
export type Victim = 'function' | 'function, silently' | 'execution' | 'execution, silently' | 'call';

/** Before the call has its effect; after the effect and before its answer; after the answer and before anything else is done. */
export type Phase = 'before' | 'during' | 'after';

/** One call of Sluice, and what dies at it. */
export interface Cell {
  readonly reference: string;
  readonly ordinal: number;
  readonly actor: Actor;
  readonly state: string | undefined;
  readonly target: string;
  readonly victim: Victim;
  readonly phase: Phase;
}

const ofMachines: Readonly<Partial<Record<Victim, readonly Phase[]>>> = {
  execution: ['before', 'during', 'after'],
  'execution, silently': ['before', 'during', 'after'],
  call: ['before', 'during'],
};

/** A function does nothing between two calls that anybody could see: after one is before the next, or during the last. */
const ofFunctions: Readonly<Partial<Record<Victim, readonly Phase[]>>> = {
  function: ['before', 'during'],
  'function, silently': ['before', 'during'],
  execution: ['before', 'during'],
  'execution, silently': ['before', 'during'],
  call: ['before', 'during'],
};

/** Every way in which one call of a reference run can meet its end. */
export function cellsOf(reference: string, { ordinal, actor, state, target, executionRuns }: MadeCall): readonly Cell[] {
  const kinds = actor.kind === 'machine' ? ofMachines : ofFunctions;
  return Object.entries(kinds).flatMap(([victim, phases]) =>
    isStop(victim) && !executionRuns
      ? []
      : phases.map((phase) => ({ reference, ordinal, actor, state, target, victim: victim as Victim, phase })),
  );
}

/** How a cell is called on the command line. */
export function cellId({ reference, ordinal, victim, phase }: Cell): string {
  return `${reference}/${ordinal}/${victim}/${phase}`;
}

/** Whether an execution is stopped. */
export function isStop(victim: string): boolean {
  return victim.startsWith('execution');
}
