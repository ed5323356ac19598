import type { Lease } from '../../adapters/ledger/ledger.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { isAskedLater } from './concerns.ts';
import { goBack } from './go-back.ts';
import { lastPromoted } from './last-promoted.ts';
import type { Asked } from './signal-all.ts';
import { type Needs, refused, type Signalled } from './signalled.ts';

/**
 * What a person's request does while no deployment that it may mean is in progress: a rollback takes the last promotion back, an abort only
 * one that was in progress when it was asked for. The request waits for what was asked for before and has not begun: that is refused. What
 * was asked for, or began, after it stays: a request may come late, and again.
 *
 * @throws {DependencyError} what is in the way may be over in a moment: the request is delivered again.
 */
export async function nobodyDeploys(needs: Needs, { kind, service, signal }: Asked): Promise<Signalled> {
  const lease = await needs.ledger.abortUnbegun(service, signal);
  if (lease !== undefined && jobOf(lease.holder).job === 'deployment') return refuseForLater(lease, signal.occurredAt);
  const promoted = await lastPromoted(needs, service);
  const isMeant = promoted !== undefined && (kind === 'rollback' || wasInProgress(promoted, signal.occurredAt));
  if (isMeant && beganBy(promoted, signal.occurredAt)) return goBack(needs, promoted, signal);
  if (isMeant)
    return refused(`${promoted.id} was promoted, and began after it was asked for: ask again to take that one back`, promoted.id);
  if (kind === 'rollback') return refused(`${service} cannot go back: no promoted deployment is known`);
  return refused(`no deployment of ${service} is in progress: what was asked for before and has not begun will be refused`);
}

function refuseForLater(lease: Lease, askedAt: string): Signalled {
  const { holder, service } = lease;
  if (!isAskedLater(lease, askedAt)) throw new DependencyError(`${holder} begins at this moment: the request is tried again`);
  return refused(`${holder} has ${service}, and was asked for later: ask again to take that one back`, holder);
}

function beganBy({ admittedAt }: Deployment, at: string): boolean {
  return Date.parse(admittedAt) <= Date.parse(at) + limits.clockSkewSeconds.value * 1_000;
}

function wasInProgress(deployment: Deployment, at: string): boolean {
  const { admittedAt, endedAt = admittedAt } = deployment;
  return beganBy(deployment, at) && Date.parse(at) <= Date.parse(endedAt) + limits.clockSkewSeconds.value * 1_000;
}
