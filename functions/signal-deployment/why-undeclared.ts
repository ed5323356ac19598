import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Needs } from './signalled.ts';

interface Asking extends Pick<Needs, 'isDeclared'> {
  readonly ledger: Pick<Ledger, 'leaseOf' | 'history'>;
}

/**
 * Why there is no such service; undefined when there may be one. What is kept for a service is kept for ever, and read by every sweep and
 * every signal: a name that a pipeline made up may not get there.
 *
 * Only answers refuse: of the catalogue, that nobody declared it, and then of the history, that nothing of it was ever released. A service that
 * somebody has is not asked about, and without an answer it stands: nobody loses an abort to a catalogue, or to an index that is made for people.
 */
export async function whyUndeclared({ ledger, isDeclared }: Asking, service: string): Promise<string | undefined> {
  if ((await ledger.leaseOf(service)) !== undefined) return undefined;
  if (await isDeclared(service).catch(() => true)) return undefined;
  const isReleased = await ledger.history(service, 1).then(
    ({ length }) => length > 0,
    () => true,
  );
  return isReleased ? undefined : `service "${service}" is not declared: deploy its ProgressiveService, or correct the name`;
}
