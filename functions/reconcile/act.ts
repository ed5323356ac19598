import type { Executions } from '../../adapters/executions.ts';
import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { OutcomeRecorder } from '../../adapters/outcome-recorder.ts';
import type { Pager } from '../../adapters/pager.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import type { Repair } from '../../core/deployment/repair.ts';
import { restoreName } from './restores.ts';

/** What a repair is carried out with. None of it moves traffic. */
export interface Actors {
  readonly ledger: Pick<Ledger, 'release' | 'append'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly record: OutcomeRecorder;
  readonly pager: Pager;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/** Carries out what was decided about one lease. Repeating it, also after a crash in between, completes what is missing. */
export async function act(needs: Actors, lease: Lease, deployment: Deployment | undefined, decided: Repair): Promise<void> {
  switch (decided.kind) {
    case 'leave':
      return;
    case 'release':
      return release(needs, lease, deployment);
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

/** A deployment that is over and still has its lease may lack its announcement: the lease is given back after it. */
async function release({ ledger, record }: Actors, lease: Lease, deployment: Deployment | undefined): Promise<void> {
  const isOver = deployment?.status === 'promoted' || deployment?.status === 'rolled-back';
  if (isOver && deployment.id === lease.holder) await record(deployment.id, deployment.status, {});
  await ledger.release(lease.service, lease.holder, lease.fence);
}

/** The lease goes last: until a person was told, the next minute tries again, and a page too many is better than none. */
async function abandon({ ledger, record, pager }: Actors, { service, holder, fence }: Lease, { because }: Repair): Promise<void> {
  const { deploymentId } = jobOf(holder);
  await record(deploymentId, 'abandoned', { because });
  await pager.page(`Sluice gives up ${service}`, JSON.stringify({ deploymentId, service, because }));
  await ledger.release(service, holder, fence);
}

async function restore(needs: Actors, { id, service, plan }: Deployment, decided: Repair & { readonly kind: 'restore' }): Promise<void> {
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
