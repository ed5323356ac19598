import { DependencyError } from '../../core/errors.ts';

/** What was read, or why it was not. */
export type Read<T> = { readonly kind: 'read'; readonly value: T } | { readonly kind: 'unread'; readonly error: unknown };

/**
 * Reads, but waits no longer than patience lasts: what a look cannot read must not keep it from what it can decide without. Never throws.
 * A call that is given up goes on unheard.
 *
 * @param what names the reading for people
 */
export async function readUnlessLate<T>(what: string, reading: Promise<T>, patience: AbortSignal): Promise<Read<T>> {
  const late = new Promise<Read<T>>((resolve) => {
    const giveUp = () => resolve({ kind: 'unread', error: new DependencyError(`${what} could not be read in time: try again`) });
    if (patience.aborted) giveUp();
    patience.addEventListener('abort', giveUp, { once: true });
  });
  const read = reading.then(
    (value): Read<T> => ({ kind: 'read', value }),
    (error: unknown): Read<T> => ({ kind: 'unread', error }),
  );
  return await Promise.race([read, late]);
}
