import type { Lease } from '../../adapters/ledger/ledger.ts';
import { guardAnswer } from '../../core/deployment/answer.ts';
import { DependencyError } from '../../core/errors.ts';
import { crash } from './crash.ts';
import type { Hint } from './read-signal.ts';
import type { Needs, Signalled } from './signalled.ts';

/** What ends deployments. */
export type Ending = Exclude<Hint, { kind: 'ignored' | 'approval' }>;

/** What a person asks for that ends them. */
export type Asked = Ending & { readonly kind: 'abort' | 'rollback' };

/** Whether a person waits to hear what becomes of it. */
export function isAsked(hint: Ending): hint is Asked {
  return hint.kind === 'abort' || hint.kind === 'rollback';
}

/**
 * Each deployment gets its signal, also when another one's cannot be stored; that one is tried again with the whole event.
 *
 * @throws {DependencyError} a person asks for the way back from a deployment that was promoted at this moment.
 */
export async function signalAll(needs: Needs, leases: readonly Lease[], hint: Ending): Promise<Signalled> {
  const settled = await Promise.allSettled(leases.map((lease) => signal(needs, lease, hint)));
  for (const each of settled) if (each.status === 'rejected') throw each.reason;
  const deployments = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  return { kind: 'signalled', because: `${hint.kind} concerns ${deployments.length} deployments`, deployments };
}

async function signal(needs: Needs, lease: Lease, hint: Ending) {
  const deploymentId = lease.holder;
  const found = hint.kind === 'task-stopped' ? await crash(needs, lease, hint) : hint.signal;
  if (found === undefined) return { deploymentId, kind: 'tolerated' };
  const stored = await needs.ledger.storeSignal(deploymentId, found, needs.now());
  if (stored.kind === 'too-late') return tooLate(deploymentId, hint, stored.status);
  // Closed a moment ago, the guard takes no answer any more: then the promotion cannot be written down, because of the signal.
  if (stored.guardToken !== undefined) await needs.executions.sendFailure(stored.guardToken, guardAnswer(stored.signal));
  return { deploymentId, kind: stored.kind };
}

function tooLate(deploymentId: string, hint: Ending, status: string): { readonly deploymentId: string; readonly kind: string } {
  if (isAsked(hint) && status === 'promoted') throw beingPromoted(deploymentId);
  return { deploymentId, kind: `too late: ${status}` };
}

/** Its name makes EventBridge's delivery try again: by then the lease is free and the restore machine can have it. */
function beingPromoted(deploymentId: string): DependencyError {
  return new DependencyError(`${deploymentId} is being promoted at this moment: the way back is tried again in a minute`);
}
