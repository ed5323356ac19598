import type { Executions } from '../../adapters/executions.ts';
import type { Lease, Ledger, LoggedEvent } from '../../adapters/ledger/ledger.ts';
import type { OutcomeRecorder } from '../../adapters/outcome-recorder.ts';
import { asksUsersBack } from '../../core/deployment/asks-users-back.ts';
import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import type { Repair } from '../../core/deployment/repair.ts';
import { restoreName } from './restores.ts';
import { endIfAdmittedLate, type Tellers, tellUnadmitted } from './tell-unadmitted.ts';

/** What a repair is carried out with. None of it moves traffic. */
export interface Actors extends Tellers {
  readonly ledger: Pick<Ledger, 'leaseOf' | 'release' | 'append' | 'find' | 'finish'>;
  readonly executions: Pick<Executions, 'start' | 'ended'>;
  readonly record: OutcomeRecorder;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/** What was carried out about one lease. */
export interface Acted {
  readonly repair: Repair;
  /** Calls a person. Absent: nobody is called, or was called already. */
  readonly tell?: (() => Promise<void>) | undefined;
}

/**
 * Carries out what was decided about one lease, if it is still the lease that was looked up. Repeating it, also after a crash in between,
 * completes what is missing.
 *
 * A machine gives its lease back before its execution ends. So a lease that is there after the execution was seen to be over was left by
 * it; one that is not was given back in good order while Step Functions was asked, and the service may be somebody else's by now.
 *
 * @returns what was carried out, and whom to tell of it: other services do not wait for that
 */
export async function act(needs: Actors, lease: Lease, deployment: Deployment | undefined, decided: Repair): Promise<Acted> {
  if (decided.kind === 'leave') return { repair: decided };
  const now = await needs.ledger.leaseOf(lease.service);
  if (now?.holder !== lease.holder || now.fence !== lease.fence)
    return { repair: { kind: 'leave', because: 'its lease was given back meanwhile' } };
  if (decided.kind === 'restore' && deployment !== undefined)
    return { repair: decided, tell: await restore(needs, lease, deployment, decided) };
  await carryOut(needs, lease, deployment, decided);
  return { repair: decided };
}

async function carryOut(needs: Actors, lease: Lease, deployment: Deployment | undefined, decided: Repair): Promise<void> {
  switch (decided.kind) {
    case 'release':
      return deployment === undefined && jobOf(lease.holder).job === 'deployment'
        ? releaseUnadmitted(needs, lease, decided)
        : release(needs, lease, deployment);
    case 'record-promotion':
      await needs.record(lease.holder, 'promoted', {});
      return;
    case 'record-rollback':
      await needs.record(jobOf(lease.holder).deploymentId, 'rolled-back', { because: decided.because });
      return;
    case 'abandon':
      return abandon(needs, lease, deployment, decided);
  }
}

/** Who is over and still has a lease may not have been told of: the lease is given back after that. */
async function release(needs: Actors, { service, holder, fence }: Lease, deployment: Deployment | undefined): Promise<void> {
  const isOver = deployment?.status === 'promoted' || deployment?.status === 'rolled-back';
  if (isOver && deployment.id === holder) await needs.record(deployment.id, deployment.status, {});
  await needs.ledger.release(service, holder, fence);
}

/**
 * What was not admitted changed nothing, so its lease waits for nobody who has to be told: a rollback may wait for it. Until the lease is given
 * back, a late try may still put the deployment on record.
 */
async function releaseUnadmitted(needs: Actors, lease: Lease, { because }: Repair): Promise<void> {
  const { ledger, now } = needs;
  let told: LoggedEvent | undefined;
  try {
    told = await tellUnadmitted(needs, lease.executionArn);
  } finally {
    await ledger.release(lease.service, lease.holder, lease.fence);
    // Nothing is told of an execution that ended well, or that Step Functions does not know, or when nobody can be told now.
    await endIfAdmittedLate(ledger, lease, told ?? { at: now().toISOString(), type: 'DeploymentRefused', because });
  }
}

/** The lease goes last: until a person was told, the next minute tries again, and a page too many is better than none. */
async function abandon(
  { ledger, record, pager }: Actors,
  { service, holder, fence }: Lease,
  deployment: Deployment | undefined,
  { because }: Repair,
): Promise<void> {
  const { deploymentId } = jobOf(holder);
  await record(deploymentId, 'abandoned', { because });
  await pager.page(`Sluice gives up ${service}`, JSON.stringify({ deploymentId, service, because, ruleArn: deployment?.plan.ruleArn }));
  await ledger.release(service, holder, fence);
}

/** @returns what calls a person; undefined: nobody is called */
async function restore(
  needs: Actors,
  { holder }: Lease,
  { id, service, plan, signal }: Deployment,
  decided: Repair & { readonly kind: 'restore' },
): Promise<Acted['tell']> {
  const { because, number, page } = decided;
  const at = needs.now();
  const failure = { Error: whyRestored(holder, signal), Cause: because };
  const { kind } = await needs.executions.start(needs.restoreMachineArn, restoreName(id, number, at), { plan, failure });
  if (kind === 'started') await needs.ledger.append(id, { at: at.toISOString(), type: 'RestoreStarted', because });
  if (!page) return undefined;
  const message = { deploymentId: id, service, because, ruleArn: plan.ruleArn, wanted: plan.actionsBefore };
  return () => needs.pager.page(`Sluice restores ${service}, try ${number}`, JSON.stringify(message));
}

/**
 * What the restore machine chooses by. It lets the old lane of a promotion that a person takes back grow first: only then may the other have
 * grown since. Users whom somebody moved before the launch stay where they are, unless a signal asks for them.
 */
function whyRestored(holder: string, signal: Signal | undefined): 'RollbackRequested' | 'ExecutionLost' | 'SignalLost' {
  if (jobOf(holder).job === 'rollback') return 'RollbackRequested';
  return signal !== undefined && asksUsersBack(signal) ? 'SignalLost' : 'ExecutionLost';
}
