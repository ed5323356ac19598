import type { Signal } from './deployment.ts';

/** How a signal ends the guard's wait: an error name that `Catch` and the console show, and the reason. */
export interface GuardAnswer {
  readonly error: 'GuardTripped' | 'Aborted';
  readonly cause: string;
}

/** The answer that a signal gives to the guard's task token. */
export function guardAnswer({ kind, because }: Signal): GuardAnswer {
  return { error: kind === 'abort' ? 'Aborted' : 'GuardTripped', cause: because };
}
