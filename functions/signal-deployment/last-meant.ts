import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { isOver } from '../../core/deployment/status.ts';
import { wasInProgress } from './concerns.ts';

/** How many deployments are looked through: that many in a row are hardly all taken back. */
const recentMax = 20;

/**
 * The newest deployment that was promoted, for when no deployment has the service; or a newer one that is over without a promotion and was in
 * progress when a person asked: that one was meant, and a request that is delivered again does not mean the one before it, too.
 *
 * The history only finds deployments, and may be late with how they stand: what counts is each one's record, read again. A record that is not
 * over and has no lease moves nobody any more.
 *
 * @param askedAt ISO 8601
 */
export async function lastMeant(
  { ledger }: { readonly ledger: Pick<Ledger, 'history' | 'find'> },
  service: string,
  askedAt: string,
): Promise<Deployment | undefined> {
  for (const listed of await ledger.history(service, recentMax)) {
    const isBack = isOver(listed) && listed.status !== 'promoted';
    if (isBack && !wasInProgress(listed, askedAt)) continue;
    const found = await ledger.find(listed.id);
    if (found?.status === 'promoted' || (found?.endedAt !== undefined && wasInProgress(found, askedAt))) return found;
  }
  return undefined;
}
