import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { admittedAt, aProgressing } from '../core/builders.ts';

export const alarmArn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-5xx';

/** A deployment that the ledger knows and that has its service's lease. */
export async function anAdmitted(
  ledger: Pick<Ledger, 'lease' | 'admit'>,
  deployment: Deployment = aProgressing(),
  lease: Partial<Lease> = {},
): Promise<Deployment> {
  const { id, service, executionArn, plan } = deployment;
  const candidateLane = `${plan.cluster}/${plan.candidate.ecsService}`;
  const taken = await ledger.lease({ service, holder: id, executionArn, alarmArns: [alarmArn], candidateLane, ...lease }, admittedAt);
  const admitted = { ...deployment, fence: taken.kind === 'leased' ? taken.lease.fence : deployment.fence };
  await ledger.admit(admitted, { at: admittedAt.toISOString(), type: 'DeploymentAdmitted', because: 'the test begins' });
  return admitted;
}
