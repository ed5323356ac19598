import { executionArnOf } from '../../core/deployment/execution-arn.ts';
import type { RestoreRun } from '../../core/deployment/repair.ts';
import type { ExecutionBook } from './execution-book.ts';

/** After so many restores that changed nothing, only a person can help: the reconciler pages every minute and tries once an hour. */
const numberedRestores = 50;

/** A restore with its drain may take longer than an hour; one of so many hours before may still run. */
const hoursOfRestore = 3;

const hourMs = 3_600_000;

interface Needs {
  readonly restores: ExecutionBook;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/**
 * The name of a restore of a deployment; Step Functions takes each once. The first ones are numbered, later ones have the hour: at most
 * 76 characters of the 80 that it takes, because a deployment id has at most 57.
 *
 * @example 'restore-checkout-20261120T101412Z-5f0c1b8e-2026112011'
 */
export function restoreName(deploymentId: string, number: number, at: Date): string {
  const hour = at.toISOString().slice(0, 13).replaceAll(/\D/g, '');
  return `restore-${deploymentId}-${number > numberedRestores ? hour : number}`;
}

/** The last restore that was started for a deployment. Numbers are given in turn, so it is searched for by halves. */
export async function latestRestore(needs: Needs, deploymentId: string): Promise<RestoreRun> {
  const at = needs.now();
  const statusOf = (name: string) => needs.restores(executionArnOf(needs.restoreMachineArn, name));
  let [latest, unknown]: [RestoreRun, number] = [{ number: 0, running: false }, numberedRestores + 1];
  while (latest.number + 1 < unknown) {
    const number = Math.min(2 * latest.number + 1, Math.floor((latest.number + unknown) / 2));
    const status = await statusOf(restoreName(deploymentId, number, at));
    if (status === 'unknown') unknown = number;
    else latest = { number, running: status === 'running' };
  }
  if (latest.number < numberedRestores || latest.running) return latest;
  const hours = Array.from({ length: hoursOfRestore }, (_, back) => new Date(at.getTime() - back * hourMs));
  const statuses = await Promise.all(hours.map((hour) => statusOf(restoreName(deploymentId, numberedRestores + 1, hour))));
  return { number: numberedRestores, running: statuses.includes('running') };
}
