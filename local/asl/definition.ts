import type { Template } from './template.ts';
import type { WholeNumber } from './whole-number.ts';

/** Where a state goes when it is done: another state, or `End`. */
type Next = string | undefined;

/** What every state may do as it is left. */
export interface Leaving {
  readonly assign: Template | undefined;
  /** Names of the variables that `assign` gives a value to. */
  readonly assigns: readonly string[];
  readonly output: Template | undefined;
  readonly next: Next;
}

/** One `Retry` entry. */
export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly jitter: 'FULL' | 'NONE';
}

/** One `Catch` entry. */
export interface Catcher extends Leaving {
  readonly errorEquals: readonly string[];
}

interface Named {
  readonly name: string;
}

interface Guarded {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface TaskState extends Named, Leaving, Guarded {
  readonly type: 'Task';
  readonly resource: string;
  readonly arguments: Template | undefined;
  readonly timeoutSeconds: WholeNumber | undefined;
  readonly heartbeatSeconds: WholeNumber | undefined;
}

export interface MapState extends Named, Leaving, Guarded {
  readonly type: 'Map';
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly maxConcurrency: WholeNumber | undefined;
  /** ToleratedFailureCount and ToleratedFailurePercentage: evaluated, but see BEHAVIOUR.md. */
  readonly tolerances: readonly WholeNumber[];
  readonly processor: Flow;
}

export interface ParallelState extends Named, Leaving, Guarded {
  readonly type: 'Parallel';
  readonly arguments: Template | undefined;
  readonly branches: readonly Flow[];
}

/** Any state of a machine, parsed and compiled. */
export type State =
  | (Named & Leaving & { readonly type: 'Pass' | 'Succeed' })
  | (Named & { readonly type: 'Fail'; readonly error: Template | undefined; readonly cause: Template | undefined })
  | (Named & Leaving & { readonly type: 'Wait'; readonly seconds: WholeNumber | undefined; readonly timestamp: Template | undefined })
  | (Named & Leaving & { readonly type: 'Choice'; readonly rules: readonly (Leaving & { readonly condition: Template })[] })
  | TaskState
  | MapState
  | ParallelState;

/** States that run from one start to an end: a machine, a branch, an item processor. */
export interface Flow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** A definition that this interpreter can run. */
export interface Machine extends Flow {
  readonly timeoutSeconds: number | undefined;
}
