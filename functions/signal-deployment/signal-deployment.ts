import type { Lease } from '../../adapters/ledger/ledger.ts';
import { guardAnswer } from '../../core/deployment/answer.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { stoppedTask } from '../../core/deployment/signals.ts';
import { DependencyError } from '../../core/errors.ts';
import { placeOf, whyForeign } from '../../core/events/whence.ts';
import { approve } from './approve.ts';
import { crash } from './crash.ts';
import { beginOf, doubtOf, untilTold } from './doubt.ts';
import { goBack } from './go-back.ts';
import { type Hint, readSignal } from './read-signal.ts';
import type { Needs, Signalled } from './signalled.ts';

/**
 * Turns events into signals. A signal is stored first and then answers the guard's token, so that a crash in between loses nothing:
 * the redelivery, the registration of the token, or the next step finds it.
 */
export function signalDeployment(needs: Needs) {
  const here = placeOf(needs.restoreMachineArn);
  return async (event: unknown): Promise<Signalled> => {
    const foreign = whyForeign(event, here);
    if (foreign !== undefined) return ignored(foreign);
    const hint = readSignal(event);
    if (hint.kind === 'ignored') return ignored(hint.because);
    if (hint.kind === 'approval') return approve(needs, hint);
    // Most tasks of an account stop because somebody wants it: no lease need be read for them.
    if (hint.kind === 'task-stopped' && stoppedTask(hint.task).kind === 'wanted') return ignored(`the end of ${hint.taskArn} was wanted`);
    const leases = (await needs.ledger.heldLeases()).filter((lease) => jobOf(lease.holder).job === 'deployment' && concerns(hint, lease));
    if (leases.length === 0 && hint.kind === 'rollback') return goBack(needs, hint.service, hint.signal);
    const doubt = isTold(hint) && leases.length > 0 ? await doubtOf(needs, hint, leases) : undefined;
    if (doubt !== undefined) return ignored(untilTold(doubt, needs.now()));
    const deployments = await signalAll(needs, leases, hint);
    return deployments.length > 0
      ? { kind: 'signalled', because: `${hint.kind} concerns ${deployments.length} deployments`, deployments }
      : ignored(`${hint.kind} concerns no deployment in progress`);
  };
}

function ignored(because: string): Signalled {
  return { kind: 'ignored', because, deployments: [] };
}

type Ending = Exclude<Hint, { kind: 'ignored' | 'approval' }>;

/** A person's word is nowhere else to be read; tasks are read one by one, with the plan. */
function isTold(hint: Ending): hint is Ending & { readonly kind: 'alarm' | 'launch-failed' } {
  return hint.kind === 'alarm' || hint.kind === 'launch-failed';
}

function concerns(hint: Ending, lease: Lease): boolean {
  switch (hint.kind) {
    case 'alarm':
      return lease.alarmArns.includes(hint.alarmArn) && isSince(lease, hint.signal.occurredAt);
    case 'launch-failed':
      return lease.candidateLane === hint.laneKey && isSince(lease, hint.signal.occurredAt);
    case 'task-stopped':
      return lease.candidateLane === hint.laneKey && isSince(lease, hint.at);
    case 'abort':
    case 'rollback':
      return lease.service === hint.service;
  }
}

function isSince(lease: Lease, occurredAt: string): boolean {
  return new Date(occurredAt) >= beginOf(lease);
}

/** Each deployment gets its signal, also when another one's cannot be stored; that one is tried again with the whole event. */
async function signalAll(needs: Needs, leases: readonly Lease[], hint: Ending): Promise<Signalled['deployments']> {
  const settled = await Promise.allSettled(leases.map((lease) => signal(needs, lease, hint)));
  for (const each of settled) if (each.status === 'rejected') throw each.reason;
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

async function signal(needs: Needs, lease: Lease, hint: Ending) {
  const deploymentId = lease.holder;
  const found = hint.kind === 'task-stopped' ? await crash(needs, lease, hint) : hint.signal;
  if (found === undefined) return { deploymentId, kind: 'tolerated' };
  const stored = await needs.ledger.storeSignal(deploymentId, found, needs.now());
  if (stored.kind === 'too-late') return tooLate(deploymentId, hint, stored.status);
  const answered = stored.guardToken && (await needs.executions.sendFailure(stored.guardToken, guardAnswer(stored.signal)));
  // The guard was closed a moment ago: the promotion stands, and a person's way back begins once it is recorded.
  if (hint.kind === 'rollback' && answered && answered.kind === 'already-settled') throw beingPromoted(deploymentId);
  return { deploymentId, kind: stored.kind };
}

function tooLate(deploymentId: string, hint: Ending, status: string): { readonly deploymentId: string; readonly kind: string } {
  if (hint.kind === 'rollback' && status === 'promoted') throw beingPromoted(deploymentId);
  return { deploymentId, kind: `too late: ${status}` };
}

/** Its name makes EventBridge's delivery try again: by then the lease is free and the restore machine can have it. */
function beingPromoted(deploymentId: string): DependencyError {
  return new DependencyError(`${deploymentId} is being promoted at this moment: the rollback is tried again in a minute`);
}
