import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { type Deployment, isOver } from '../../core/deployment/deployment.ts';
import { DependencyError } from '../../core/errors.ts';

/** How many deployments are looked through: that many in a row are hardly all taken back. */
const recentMax = 20;

/**
 * The newest deployment that was promoted. The history only finds deployments, and may be late with how they stand: what counts is each
 * one's record, read again. One that went back stays so, whoever says it.
 *
 * @throws {DependencyError} a newer one is not over: it may be promoted at this moment.
 */
export async function lastPromoted(
  { ledger }: { readonly ledger: Pick<Ledger, 'history' | 'find'> },
  service: string,
): Promise<Deployment | undefined> {
  for (const listed of await ledger.history(service, recentMax)) {
    if (isOver(listed) && listed.status !== 'promoted') continue;
    const found = await ledger.find(listed.id);
    if (found?.status === 'promoted') return found;
    // Who was called for a person and has no lease any more was settled by that person.
    if (found === undefined || isOver(found) || found.status === 'needs-human') continue;
    throw new DependencyError(`${found.id} is ${found.status}: the request is tried again`);
  }
  return undefined;
}
