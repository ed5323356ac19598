import type { Announcer } from '../../adapters/announcer.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'owed' | 'paid'>;
  /** The bus itself: what it refuses stays owed. */
  readonly announcer: Announcer;
  readonly now: () => Date;
}

/**
 * A sweep that afterwards sends what is owed to the bus, oldest first, and ends at the first that is refused: the next minute tries again.
 * Users come first, so announcements neither delay the sweep nor make it fail, and a sweep that failed does not keep them back.
 */
export function thenResend<T>(sweep: (event?: unknown) => Promise<T>, needs: Needs): (event?: unknown) => Promise<T> {
  return async (event) => {
    try {
      return await sweep(event);
    } finally {
      await resend(needs);
    }
  };
}

async function resend({ ledger, announcer, now }: Needs): Promise<void> {
  try {
    for (const { key, event } of (await ledger.owed()).slice(0, limits.resentAtOnce.value)) {
      await announcer.announce(event);
      await ledger.paid(key, now());
    }
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
  }
}
