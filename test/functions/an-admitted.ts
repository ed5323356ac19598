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
  await ledger.lease({ service, holder: id, executionArn, alarmArns: [alarmArn], candidateLane, ...lease }, admittedAt);
  await ledger.admit(deployment, { at: admittedAt.toISOString(), type: 'DeploymentAdmitted', because: 'the test begins' });
  return deployment;
}
