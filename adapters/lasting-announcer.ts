import { DependencyError } from '../core/errors.ts';
import type { Announcer } from './announcer.ts';
import type { Ledger } from './ledger/ledger.ts';

/**
 * An {@link Announcer} that nobody has to wait for: what the bus does not take now is owed, and the reconciler sends it every minute until
 * the bus takes it. So listeners hear of it at least once, late and perhaps after something newer: they go by `at`.
 *
 * @throws {DependencyError} neither the bus nor the ledger answered. Retryable.
 */
export function lastingAnnouncer(announcer: Announcer, ledger: Pick<Ledger, 'owe'>): Announcer {
  return {
    async announce(event) {
      try {
        await announcer.announce(event);
      } catch (error) {
        if (!(error instanceof DependencyError)) throw error;
        await ledger.owe(event);
      }
    },
  };
}
