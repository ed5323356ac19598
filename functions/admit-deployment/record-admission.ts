import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { Admission } from '../../core/deployment/admission.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import type { AdmitInput } from './read-admit-input.ts';

/** Records an admitted deployment. Two tries may be at it at once: the plan is the one on record, and both answer it. */
export async function recordAdmission(
  { ledger, now }: { readonly ledger: Pick<Ledger, 'admit'>; readonly now: () => Date },
  { deploymentId: id, executionArn, request }: Omit<AdmitInput, 'hasTurn'>,
  { plan, because }: Admission & { kind: 'admitted' },
  fence: number,
): Promise<Admission> {
  const admittedAt = now().toISOString();
  const fresh = { status: 'progressing', sequence: 0, stepIndex: -1, approvedSteps: [], admittedAt } as const;
  const deployment: Deployment = { id, service: plan.service, executionArn, plan, fence, ...fresh };
  const recorded = await ledger.admit(deployment, { at: admittedAt, type: 'DeploymentAdmitted', because, detail: { request } });
  return { kind: 'admitted', because, plan: recorded.plan };
}

/** An admission of a deployment that is on record, and the lease that its service has in its name. */
interface AskedAgain extends Pick<AdmitInput, 'request'> {
  readonly known: Deployment;
  readonly own: Lease | undefined;
}

/**
 * Writes down that a deployment that is on record does not begin: nobody else would end its record. What another of its tries leased since is
 * given back. The lease that it was admitted with is its machine's, or a called person's, to give back. Again, it does nothing.
 */
export async function recordRefusal(
  { ledger, now }: { readonly ledger: Pick<Ledger, 'finish' | 'release'>; readonly now: () => Date },
  { request, known: { id, service, status, fence }, own }: AskedAgain,
  { because, refusals }: Admission & { kind: 'refused' },
): Promise<void> {
  const event = { at: now().toISOString(), type: 'DeploymentRefused', because, detail: { request, refusals } } as const;
  if (status === 'progressing') await ledger.finish(id, { status: 'refused', event });
  if (own !== undefined && own.fence !== fence) await ledger.release(service, id, own.fence);
}
