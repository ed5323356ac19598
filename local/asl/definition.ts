import type { NumberField } from './number-field.ts';
import type { Catcher, Leaving, Retrier } from './state-parts.ts';
import type { Template } from './template.ts';

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
  /** The ARN of the role to run as, when not the machine's. */
  readonly credentials: Template | undefined;
  readonly timeoutSeconds: NumberField | undefined;
  readonly heartbeatSeconds: NumberField | undefined;
}

export interface MapState extends Named, Leaving, Guarded {
  readonly type: 'Map';
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly maxConcurrency: NumberField | undefined;
  /** ToleratedFailureCount and ToleratedFailurePercentage: evaluated, but see BEHAVIOUR.md. */
  readonly tolerances: readonly NumberField[];
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
  | (Named & Leaving & { readonly type: 'Wait'; readonly seconds: NumberField | undefined; readonly timestamp: Template | undefined })
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
