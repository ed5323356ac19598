import type { Ledger } from '../../adapters/ledger/ledger.ts';
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

/**
 * Writes down that a deployment that is on record does not begin: nobody else would end its record.
 *
 * @returns whether that is how it ended, also when it was written down before
 */
export async function recordRefusal(
  { ledger, now }: { readonly ledger: Pick<Ledger, 'finish'>; readonly now: () => Date },
  { id, status }: Deployment,
  { request }: Pick<AdmitInput, 'request'>,
  { because, refusals }: Admission & { kind: 'refused' },
): Promise<boolean> {
  if (status !== 'progressing') return status === 'refused';
  const event = { at: now().toISOString(), type: 'DeploymentRefused', because, detail: { request, refusals } } as const;
  return (await ledger.finish(id, { status: 'refused', event })).status === 'refused';
}
