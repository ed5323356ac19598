import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { isOver } from '../../core/deployment/status.ts';

/** How many deployments are looked through: that many in a row are hardly all taken back. */
const recentMax = 20;

/**
 * The newest deployment that was promoted, for when no deployment has the service. The history only finds deployments, and may be late with
 * how they stand: what counts is each one's record, read again. A record that is not over and has no lease moves nobody any more.
 */
export async function lastPromoted(
  { ledger }: { readonly ledger: Pick<Ledger, 'history' | 'find'> },
  service: string,
): Promise<Deployment | undefined> {
  for (const listed of await ledger.history(service, recentMax)) {
    if (isOver(listed) && listed.status !== 'promoted') continue;
    const found = await ledger.find(listed.id);
    if (found?.status === 'promoted') return found;
  }
  return undefined;
}
