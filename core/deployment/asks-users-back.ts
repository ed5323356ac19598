import type { Signal } from './deployment.ts';

/**
 * Whether a signal asks for users wherever they are: a person does, and so does the sweep when nobody serves them. Any other signal is about what serves,
 * and before its launch a deployment serves nobody: users whom somebody moved since then are left to who moved them.
 */
export function asksUsersBack({ kind }: Signal): boolean {
  return kind === 'abort' || kind === 'unserved';
}
