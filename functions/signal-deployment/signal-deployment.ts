import type { Lease } from '../../adapters/ledger/ledger.ts';
import { guardAnswer } from '../../core/deployment/answer.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { stoppedTask } from '../../core/deployment/signals.ts';
import { DependencyError } from '../../core/errors.ts';
import { placeOf, whyForeign } from '../../core/events/whence.ts';
import { approve } from './approve.ts';
import { crash } from './crash.ts';
import { beginOf, doubtOf, untilTold } from './doubt.ts';
import { nobodyDeploys } from './nobody-deploys.ts';
import { type Hint, readSignal } from './read-signal.ts';
import { type Needs, refused, type Signalled } from './signalled.ts';
import { tellRefusal } from './tell-refusal.ts';

/**
 * Turns events into signals. A signal is stored first and then answers the guard's token, so that a crash in between loses nothing:
 * the redelivery, the registration of the token, or the next step finds it. Who asks for the way back and does not get it is told.
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
    if (isAsked(hint)) return await asked(needs, leases, hint);
    const doubt = isTold(hint) && leases.length > 0 ? await doubtOf(needs, hint, leases) : undefined;
    if (doubt !== undefined) return ignored(untilTold(doubt, needs.now()));
    return leases.length > 0 ? await signalAll(needs, leases, hint) : ignored(`${hint.kind} concerns no deployment in progress`);
  };
}

type Asked = Hint & { readonly kind: 'abort' | 'rollback' };

async function asked(needs: Needs, leases: readonly Lease[], hint: Asked): Promise<Signalled> {
  const answer = leases.length > 0 ? await signalAll(needs, leases, hint) : await nobodyDeploys(needs, hint);
  const awaiting = answer.deployments.find(({ kind }) => kind === 'too late: needs-human');
  const decided = awaiting
    ? refused(`${awaiting.deploymentId} could not be made whole, and a person was called: its lease is kept`, awaiting.deploymentId)
    : answer;
  if (decided.kind === 'refused') await tellRefusal(needs, hint, decided);
  return decided;
}

function ignored(because: string): Signalled {
  return { kind: 'ignored', because, deployments: [] };
}

function isAsked(hint: Ending): hint is Asked {
  return hint.kind === 'abort' || hint.kind === 'rollback';
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
async function signalAll(needs: Needs, leases: readonly Lease[], hint: Ending): Promise<Signalled> {
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
  const answered = stored.guardToken && (await needs.executions.sendFailure(stored.guardToken, guardAnswer(stored.signal)));
  // The guard was closed a moment ago: the promotion stands, and a person's way back begins once it is recorded.
  if (isAsked(hint) && answered && answered.kind === 'already-settled' && (await isPromoting(needs, deploymentId)))
    throw beingPromoted(deploymentId);
  return { deploymentId, kind: stored.kind };
}

/** A guard that another signal answered goes back already. */
async function isPromoting({ ledger }: Needs, deploymentId: string): Promise<boolean> {
  return ['promoting', 'promoted'].includes((await ledger.load(deploymentId)).status);
}

function tooLate(deploymentId: string, hint: Ending, status: string): { readonly deploymentId: string; readonly kind: string } {
  if (isAsked(hint) && status === 'promoted') throw beingPromoted(deploymentId);
  return { deploymentId, kind: `too late: ${status}` };
}

/** Its name makes EventBridge's delivery try again: by then the lease is free and the restore machine can have it. */
function beingPromoted(deploymentId: string): DependencyError {
  return new DependencyError(`${deploymentId} is being promoted at this moment: the way back is tried again in a minute`);
}
