import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { undeclared } from '../../core/service/service-name.ts';
import type { Needs } from './signalled.ts';

interface Asking extends Pick<Needs, 'isDeclared'> {
  readonly ledger: Pick<Ledger, 'leaseOf' | 'history'>;
}

/**
 * Why there is no such service; undefined when there may be one. What is kept for a service is kept for ever: a name that a pipeline made up
 * may not get there.
 *
 * Only answers refuse: of the history, that nothing of it was ever released, and then of the catalogue, that nobody declared it. A service that
 * somebody has, or of which something was released, is not asked about: no way back waits for a catalogue. Without an answer it stands: nobody
 * loses an abort to a catalogue, or to an index that is made for people.
 */
export async function whyUndeclared({ ledger, isDeclared }: Asking, service: string): Promise<string | undefined> {
  if ((await ledger.leaseOf(service)) !== undefined) return undefined;
  const mayBeReleased = await ledger.history(service, 1).then(
    ({ length }) => length > 0,
    () => true,
  );
  if (mayBeReleased || (await isDeclared(service).catch(() => true))) return undefined;
  return undeclared(service);
}
