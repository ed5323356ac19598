import type { Lease } from '../../adapters/ledger/ledger.ts';
import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { beginsNow } from './begins-now.ts';
import { beganBy, isAskedLater, wasInProgress } from './concerns.ts';
import type { Asked } from './ending.ts';
import { goBack } from './go-back.ts';
import { lastMeant } from './last-meant.ts';
import { type Needs, refused, refusedAsOver, type Signalled } from './signalled.ts';
import { whyUndeclared } from './why-undeclared.ts';

/**
 * What a person's request does while no deployment that it may mean is in progress: a rollback takes the last promotion back, an abort only
 * one that was in progress when it was asked for. The request waits for what was asked for before and has not begun: that is refused. What
 * was asked for, or began, after it stays: a request may come late, and again. Of a name that nobody declared nothing is kept.
 *
 * @throws {DependencyError} what is in the way may be over in a moment: the request is delivered again.
 */
export async function nobodyDeploys(needs: Needs, { kind, service, signal }: Asked, begunAt: Date): Promise<Signalled> {
  const undeclared = await whyUndeclared(needs, service);
  if (undeclared !== undefined) return refused(undeclared);
  const lease = await needs.ledger.abortUnbegun(service, signal);
  if (lease !== undefined && jobOf(lease.holder).job === 'deployment') return refuseForLater(needs, lease, signal.occurredAt);
  const last = await lastMeant(needs, service, signal.occurredAt);
  if (last !== undefined && (kind === 'rollback' || wasInProgress(last, signal.occurredAt))) return takeBack(needs, last, signal, begunAt);
  if (kind === 'rollback') return refused(`${service} cannot go back: no promoted deployment is known`);
  return refused(`no deployment of ${service} is in progress: what was asked for before and has not begun will be refused`);
}

async function takeBack(needs: Needs, last: Deployment, signal: Signal, begunAt: Date): Promise<Signalled> {
  const { id, status } = last;
  if (status !== 'promoted') return refusedAsOver(id, status);
  if (beganBy(last, signal.occurredAt)) return goBack(needs, last, signal, begunAt);
  return refused(`${id} was promoted, and began after it was asked for: ask again to take that one back`, id);
}

/** What is only being admitted may be refused in a moment, and then it is in nobody's way. */
async function refuseForLater({ ledger }: Needs, lease: Lease, askedAt: string): Promise<Signalled> {
  const { holder, service } = lease;
  if (!isAskedLater(lease, askedAt) || (await ledger.find(holder)) === undefined) throw beginsNow(lease);
  return refused(`${holder} has ${service}, and was asked for later: ask again to take that one back`, holder);
}
