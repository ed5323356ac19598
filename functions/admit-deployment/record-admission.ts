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

/** An admission that is refused, and the lease that its service has in its name. */
interface Refused extends Pick<AdmitInput, 'deploymentId' | 'request'> {
  /** Its record, if there was one when it was asked for. */
  readonly known: Deployment | undefined;
  readonly own: Lease | undefined;
}

/**
 * Writes down that a deployment that is on record does not begin: nobody else would end its record. Where an earlier try had leased, it is
 * looked for again: the record of that try may have landed before the lease was given back, and none can after that. What another of its tries
 * leased since is given back. The lease that it was admitted with is its machine's, or a called person's, to give back. Again, it does nothing.
 */
export async function recordRefusal(
  { ledger, now }: { readonly ledger: Pick<Ledger, 'find' | 'finish' | 'release'>; readonly now: () => Date },
  { deploymentId, request, known, own }: Refused,
  { because, refusals }: Admission & { kind: 'refused' },
): Promise<void> {
  const recorded = known ?? (own && (await ledger.find(deploymentId)));
  if (recorded === undefined) return;
  const { id, service, status, fence } = recorded;
  const event = { at: now().toISOString(), type: 'DeploymentRefused', because, detail: { request, refusals } } as const;
  if (status === 'progressing') await ledger.finish(id, { status: 'refused', event });
  if (own !== undefined && own.fence !== fence) await ledger.release(service, id, own.fence);
}
