import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { intendedPercent } from '../../core/deployment/drift-seen.ts';
import { describeTraffic, showsPercent } from '../../core/deployment/traffic.ts';
import { readUnlessLate } from './read-unless-late.ts';
import type { Sources } from './see.ts';

type Needs = Sources & { readonly ledger: Pick<Ledger, 'tokenOf'> };

/**
 * Why a promotion that was decided some time ago is none any more: somebody moved users since. Undefined: they are where they were, ELB does
 * not tell, or the guard cannot be closed yet and it will be asked again.
 *
 * @throws {DependencyError} the ledger did not answer. Retryable.
 */
export async function movedSince({ ledger, traffic, glance, patience }: Needs, deployment: Deployment): Promise<string | undefined> {
  const { id, plan } = deployment;
  if ((await ledger.tokenOf(id, { kind: 'guard' })) === undefined) return undefined;
  const shown = await readUnlessLate('traffic', (glance?.traffic ?? traffic).read(plan), patience());
  if (shown.kind === 'unread' || showsPercent(shown.value.traffic, plan, intendedPercent(deployment))) return undefined;
  return `somebody moved users after the promotion was decided: the rule shows ${describeTraffic(shown.value.traffic)}`;
}
