import type { Lease } from '../../adapters/ledger/ledger.ts';
import { guardAnswer } from '../../core/deployment/answer.ts';
import type { Signal } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { ranCandidate, stoppedTask, taskSignal } from '../../core/deployment/signals.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { goBack } from './go-back.ts';
import { type Hint, readSignal } from './read-signal.ts';
import type { Needs, Signalled } from './signalled.ts';

/**
 * Turns events into signals. A signal is stored first and then answers the guard's token, so that a crash in between loses nothing:
 * the redelivery, the registration of the token, or the next step finds it.
 */
export function signalDeployment(needs: Needs) {
  return async (event: unknown): Promise<Signalled> => {
    const hint = readSignal(event);
    if (hint.kind === 'ignored') return { kind: 'ignored', because: hint.because, deployments: [] };
    if (hint.kind === 'approval') return approve(needs, hint);
    const leases = (await needs.ledger.heldLeases()).filter((lease) => jobOf(lease.holder).job === 'deployment' && concerns(hint, lease));
    if (leases.length === 0 && hint.kind === 'rollback') return goBack(needs, hint.service, hint.signal);
    const deployments = await signalAll(needs, leases, hint);
    return deployments.length > 0
      ? { kind: 'signalled', because: `${hint.kind} concerns ${deployments.length} deployments`, deployments }
      : { kind: 'ignored', because: `${hint.kind} concerns no deployment in progress`, deployments };
  };
}

type Ending = Exclude<Hint, { kind: 'ignored' | 'approval' }>;

function concerns(hint: Ending, lease: Lease): boolean {
  switch (hint.kind) {
    case 'alarm':
      return lease.alarmArns.includes(hint.alarmArn) && isSince(lease, hint.signal.occurredAt);
    case 'launch-failed':
      return lease.candidateLane === hint.laneKey && isSince(lease, hint.signal.occurredAt);
    case 'task-stopped':
      return lease.candidateLane === hint.laneKey;
    case 'abort':
    case 'rollback':
      return lease.service === hint.service;
  }
}

/** What happened before a deployment had its lease says nothing about it. */
function isSince({ leasedAt }: Lease, occurredAt: string): boolean {
  return Date.parse(occurredAt) >= Date.parse(leasedAt) - limits.clockSkewSeconds.value * 1_000;
}

/** Each deployment gets its signal, also when another one's cannot be stored; that one is tried again with the whole event. */
async function signalAll(needs: Needs, leases: readonly Lease[], hint: Ending): Promise<Signalled['deployments']> {
  const settled = await Promise.allSettled(leases.map((lease) => signal(needs, lease.holder, hint)));
  for (const each of settled) if (each.status === 'rejected') throw each.reason;
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

async function signal(needs: Needs, deploymentId: string, hint: Ending) {
  const found = hint.kind === 'task-stopped' ? await crash(needs, deploymentId, hint) : hint.signal;
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

/** A stopped task is a signal when it failed by itself, ran the candidate's image, and the plan allows no more of them. */
async function crash(needs: Needs, deploymentId: string, hint: Ending & { kind: 'task-stopped' }): Promise<Signal | undefined> {
  const { plan } = await needs.ledger.load(deploymentId);
  const { kind, because } = stoppedTask(hint.task);
  if (kind === 'wanted' || !ranCandidate(hint.task, plan)) return undefined;
  const failures = await needs.ledger.countTaskFailure(deploymentId, hint.taskArn);
  return taskSignal({ taskArn: hint.taskArn, because, occurredAt: hint.at }, failures, plan);
}

async function approve(needs: Needs, { deploymentId, stepIndex, by }: Hint & { kind: 'approval' }): Promise<Signalled> {
  const approval = await needs.ledger.approve(deploymentId, { stepIndex, by, at: needs.now() });
  if (approval.kind === 'too-late') {
    return { kind: 'ignored', because: `the deployment is ${approval.status}: an approval has no effect`, deployments: [] };
  }
  if (approval.taskToken !== undefined) await needs.executions.sendSuccess(approval.taskToken, { approvedBy: by });
  return { kind: 'signalled', because: `${by} approved step ${stepIndex}`, deployments: [{ deploymentId, kind: 'approved' }] };
}
