import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import { executionArnOf, executionNameOf } from '../../core/deployment/execution-arn.ts';
import { concerns } from './woken-by.ts';

/** What says which services an execution is about. */
export interface LeaseFinder {
  readonly ledger: Pick<Ledger, 'find' | 'leaseOf'>;
  readonly deploymentMachineArn: string;
}

/** The id of a deployment, as `deploymentIdOf` makes it: its service, the time of its trigger, and a digest. */
const deploymentId = /^(.+)-\d{8}T\d{6}Z-[0-9a-f]+$/;
/** What takes a deployment back is named after it: by `restoreName`, or when a person asked. */
const takesBack = /^(?:rollback-(.+)|restore-(.+)-\d+)$/;

/**
 * The lease that the end of an execution concerns, as it is now; none: nobody has one. The name of each execution that Sluice starts says whose
 * it is, and of one that a person started the record may. What neither says is left to the sweep.
 *
 * @throws {DependencyError} DynamoDB throttled or did not answer. Retryable.
 */
export async function leasesOf({ ledger, deploymentMachineArn }: LeaseFinder, endedArn: string): Promise<readonly Lease[]> {
  const name = executionNameOf(endedArn);
  const restored = endedArn === executionArnOf(deploymentMachineArn, name) ? undefined : takesBack.exec(name);
  const id = restored?.[1] ?? restored?.[2] ?? name;
  const service = deploymentId.exec(id)?.[1] ?? (await ledger.find(id))?.service;
  const lease = service === undefined ? undefined : await ledger.leaseOf(service);
  return lease !== undefined && concerns(lease, endedArn) ? [lease] : [];
}
