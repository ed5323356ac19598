import type { Template } from './template.ts';

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
