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
