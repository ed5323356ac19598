import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { type Job, jobOf } from '../../core/deployment/holders.ts';
import type { RestoreRun } from '../../core/deployment/repair.ts';
import { limits } from '../../core/limits.ts';
import type { ExecutionBook } from './execution-book.ts';
import { latestRestore } from './restores.ts';

/** What a lease is looked up in. */
export interface Books {
  readonly ledger: Pick<Ledger, 'find'>;
  readonly deployments: ExecutionBook;
  readonly restores: ExecutionBook;
  /** Asks Step Functions about one. */
  readonly newest: ExecutionBook;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/** A lease with what the ledger and Step Functions know of its holder. */
export interface LookedUp {
  readonly lease: Lease;
  readonly job: Job;
  readonly executionRunning: boolean;
  readonly deployment: Deployment | undefined;
  readonly restore: RestoreRun;
}

/** Reads what comes without asking about lanes. */
export async function lookUp(books: Books, lease: Lease): Promise<LookedUp> {
  const { job, deploymentId } = jobOf(lease.holder);
  const executionRunning = await isRunning(books, lease, job);
  const noRestore = { number: 0, running: false };
  // Only a deployment is watched while its execution runs.
  if (executionRunning && job !== 'deployment') return { lease, job, executionRunning, deployment: undefined, restore: noRestore };
  const deployment = await books.ledger.find(deploymentId);
  const restore = executionRunning || deployment === undefined ? noRestore : await latestRestore(books, deployment.id);
  return { lease, job, executionRunning, deployment, restore };
}

/** A redrive that waits counts as running: it changes nothing and ends soon, and two machines at once would be one too many. */
async function isRunning({ deployments, restores, newest, now }: Books, lease: Lease, job: Job): Promise<boolean> {
  // Nothing tells Sluice when CloudFormation is done with a service's lanes, so its lease is given a time.
  if (job === 'stack-update') return isYounger(lease, now(), limits.stackUpdateSeconds.value);
  const listed = await (job === 'rollback' ? restores : deployments)(lease.executionArn);
  // What starts in its place has another name: a list that lags behind would let two machines go back at once.
  const status = listed === 'unknown' && job === 'rollback' ? await newest(lease.executionArn) : listed;
  if (status === 'unknown') return isYounger(lease, now(), limits.startSeconds.value);
  return status === 'running' || status === 'pending-redrive';
}

function isYounger({ leasedAt }: Lease, at: Date, seconds: number): boolean {
  return at.getTime() - Date.parse(leasedAt) < seconds * 1000;
}
