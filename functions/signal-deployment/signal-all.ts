import type { Lease } from '../../adapters/ledger/ledger.ts';
import { guardAnswer } from '../../core/deployment/answer.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { DependencyError } from '../../core/errors.ts';
import { wasInProgress } from './concerns.ts';
import { crash } from './crash.ts';
import { type Ending, isAsked } from './ending.ts';
import type { Effect, Needs, Signalled } from './signalled.ts';

/**
 * Each deployment gets its signal, also when another one's cannot be stored; that one is tried again with the whole event.
 *
 * @throws {DependencyError} a deployment is being admitted, was promoted, or gives its service back at this moment: the event is delivered again.
 */
export async function signalAll(needs: Needs, leases: readonly Lease[], hint: Ending): Promise<Signalled> {
  const settled = await Promise.allSettled(leases.map((lease) => signal(needs, lease, hint)));
  for (const each of settled) if (each.status === 'rejected') throw each.reason;
  const deployments = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  return { kind: 'signalled', because: `${hint.kind} concerns ${deployments.length} deployments`, deployments };
}

async function signal(needs: Needs, lease: Lease, hint: Ending): Promise<Effect> {
  const deploymentId = lease.holder;
  const recorded = await needs.ledger.find(deploymentId);
  if (recorded === undefined) throw beingAdmitted(lease, hint);
  const found = hint.kind === 'task-stopped' ? await crash(needs, lease, recorded.plan, hint) : hint.signal;
  if (found === undefined) return { deploymentId, kind: 'tolerated' };
  const stored = await needs.ledger.storeSignal(deploymentId, found, needs.now());
  if (stored.kind === 'too-late') {
    if (isAsked(hint)) throwIfAboutToLeave(await needs.ledger.load(deploymentId), hint.signal.occurredAt);
    return { deploymentId, kind: `too late: ${stored.status}` };
  }
  // Closed a moment ago, the guard takes no answer any more: then the promotion cannot be written down, because of the signal.
  if (stored.guardToken !== undefined) await needs.executions.sendFailure(stored.guardToken, guardAnswer(stored.signal));
  return { deploymentId, kind: stored.kind };
}

/** Between its lease and its record a deployment takes no signal. */
function beingAdmitted({ holder }: Lease, hint: Ending): DependencyError {
  return new DependencyError(`${holder} is being admitted at this moment: the ${hint.kind} is tried again`);
}

/** What a person asks for may mean the promotion before, once the lease is free. Who called a person keeps it: that is said at once. */
function throwIfAboutToLeave(ended: Deployment, askedAt: string): void {
  if (ended.status === 'promoted') throw beingPromoted(ended.id);
  if (ended.status !== 'needs-human' && !wasInProgress(ended, askedAt)) throw isLeaving(ended.id);
}

/** Once its lease is free, the request means what was promoted before it. */
function isLeaving(deploymentId: string): DependencyError {
  return new DependencyError(`${deploymentId} is over, and gives its service back at this moment: the request is tried again`);
}

/** Its name makes EventBridge's delivery try again: by then the lease is free and the restore machine can have it. */
function beingPromoted(deploymentId: string): DependencyError {
  return new DependencyError(`${deploymentId} is being promoted at this moment: the way back is tried again in a minute`);
}
