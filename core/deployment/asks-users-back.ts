import type { Signal } from './deployment.ts';

/**
 * Whether a signal asks for users wherever they are: a person does, and so does the sweep when nobody serves them. Any other signal is about what serves,
 * and before its launch a deployment serves nobody: users whom somebody moved since then are left to who moved them.
 */
export function asksUsersBack({ kind }: Signal): boolean {
  return kind === 'abort' || kind === 'unserved';
}

/** Whether a later signal takes the place of the first: it asks for users whom that one leaves where somebody moved them. */
export function overrules(signal: Signal, first: Signal): boolean {
  return asksUsersBack(signal) && !asksUsersBack(first);
}
