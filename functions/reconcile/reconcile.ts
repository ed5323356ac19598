import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { OutcomeRecorder } from '../../adapters/outcome-recorder.ts';
import type { Pager } from '../../adapters/pager.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { type Repair, repair } from '../../core/deployment/repair.ts';
import { type Observers, observeLease } from './observe-lease.ts';
import { restoreName } from './restores.ts';

interface Needs extends Observers {
  readonly ledger: Pick<Ledger, 'heldLeases' | 'find' | 'release' | 'append'>;
  readonly record: OutcomeRecorder;
  readonly pager: Pager;
}

/** What was done about one held lease. */
export interface Reconciled {
  readonly service: string;
  readonly holder: string;
  readonly repair: Repair;
}

/**
 * Runs every minute and whenever an execution ended badly: for each held lease, asks AWS whether its execution still runs and, if not,
 * makes sure that users end up whole. The event only wakes it; what it acts on is read again. One lease that fails does not keep the others waiting.
 */
export function reconcile(needs: Needs) {
  return async (): Promise<{ readonly kind: 'reconciled'; readonly because: string; readonly leases: readonly Reconciled[] }> => {
    const leases = await needs.ledger.heldLeases();
    const done = await Promise.allSettled(leases.map((lease) => reconcileLease(needs, lease)));
    const failed = done.filter((each) => each.status === 'rejected').map((each) => each.reason);
    if (failed.length > 0) throw failed[0];
    const reconciled = done.filter((each) => each.status === 'fulfilled').map((each) => each.value);
    return { kind: 'reconciled', because: `${leases.length} leases looked at`, leases: reconciled };
  };
}

async function reconcileLease(needs: Needs, lease: Lease): Promise<Reconciled> {
  const held = await observeLease(needs, lease);
  const decided = repair(held);
  await act(needs, lease, held.deployment, decided);
  return { service: lease.service, holder: lease.holder, repair: decided };
}

async function act(needs: Needs, lease: Lease, deployment: Deployment | undefined, decided: Repair): Promise<void> {
  switch (decided.kind) {
    case 'leave':
      return;
    case 'release':
      return needs.ledger.release(lease.service, lease.holder);
    case 'record-promotion':
      await needs.record(lease.holder, 'promoted', {});
      return;
    case 'record-rollback':
      await needs.record(jobOf(lease.holder).deploymentId, 'rolled-back', { because: decided.because });
      return;
    case 'abandon':
      return abandon(needs, lease, decided);
    case 'restore':
      if (deployment !== undefined) await restore(needs, deployment, decided);
  }
}

/** The lease goes last: until a person was told, the next minute tries again, and a page too many is better than none. */
async function abandon({ ledger, record, pager }: Needs, { service, holder }: Lease, { because }: Repair): Promise<void> {
  const { deploymentId } = jobOf(holder);
  await record(deploymentId, 'needs-human', { because });
  await pager.page(`Sluice gives up ${service}`, JSON.stringify({ deploymentId, service, because }));
  await ledger.release(service, holder);
}

async function restore(needs: Needs, { id, service, plan }: Deployment, decided: Repair & { readonly kind: 'restore' }): Promise<void> {
  const { because, number, page } = decided;
  const at = needs.now();
  const failure = { Error: 'ExecutionLost', Cause: because };
  const { kind } = await needs.executions.start(needs.restoreMachineArn, restoreName(id, number, at), { plan, failure });
  if (kind === 'started') await needs.ledger.append(id, { at: at.toISOString(), type: 'RestoreStarted', because });
  if (page) {
    const message = { deploymentId: id, service, because, wanted: plan.actionsBefore };
    await needs.pager.page(`Sluice restores ${service}, try ${number}`, JSON.stringify(message));
  }
}
