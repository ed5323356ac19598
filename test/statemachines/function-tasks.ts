/** How often a state asks again after some errors, and how long it waits before. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly MaxAttempts: number;
  readonly JitterStrategy?: string;
}

/** A state, as far as these tests read it. */
export interface State {
  readonly Resource?: string;
  readonly Retry?: readonly Retrier[];
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Machine;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}

/** A definition, or a branch of one. */
export interface Machine {
  readonly States: Readonly<Record<string, State>>;
}

/** Every state that calls a function, branches included: its name, and its retriers in their order. */
export function tasksOfFunctions({ States }: Machine): readonly (readonly [string, readonly Retrier[]])[] {
  return Object.entries(States).flatMap(([name, { Resource = '', Retry = [], Branches = [], ItemProcessor }]) => [
    ...(Resource.includes('lambda') ? [[name, Retry] as const] : []),
    ...[...Branches, ...(ItemProcessor === undefined ? [] : [ItemProcessor])].flatMap(tasksOfFunctions),
  ]);
}
