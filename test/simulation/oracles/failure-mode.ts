import type { FailureId } from './oracle.ts';

/** What shows that an invariant holds. */
export type Answer =
  /** Checks of the simulator, after every step of every seed. */
  | { readonly kind: 'oracle'; readonly names: readonly string[] }
  /** A test elsewhere, by its file from the root and its title as written. */
  | { readonly kind: 'test'; readonly file: string; readonly title: string }
  /** Nothing asserts it, and why. */
  | { readonly kind: 'open'; readonly because: string };

/** One way to fail, what must hold all the same, and what shows it. */
export interface FailureMode {
  readonly id: FailureId;
  readonly failure: string;
  readonly holds: string;
  readonly answer: Answer;
}

/** A failure mode that checks of the simulator watch. */
export function watched(id: FailureId, failure: string, holds: string, ...names: readonly string[]): FailureMode {
  return { id, failure, holds, answer: { kind: 'oracle', names } };
}

/** A failure mode that a test elsewhere asserts. */
export function tested(id: FailureId, failure: string, holds: string, file: string, title: string): FailureMode {
  return { id, failure, holds, answer: { kind: 'test', file, title } };
}

/** A failure mode that nothing asserts. */
export function open(id: FailureId, failure: string, holds: string, because: string): FailureMode {
  return { id, failure, holds, answer: { kind: 'open', because } };
}
