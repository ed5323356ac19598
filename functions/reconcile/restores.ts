import { executionArnOf } from '../../core/deployment/execution-arn.ts';
import type { RestoreRun } from '../../core/deployment/repair.ts';
import type { ExecutionBook } from './execution-book.ts';

/** After so many restores that changed nothing, hardly anybody but a person can help: the reconciler pages every minute and tries every ten. */
export const numberedRestores = 50;

/** Ten minutes: users who can go back again should not wait for long. */
const slotMs = 600_000;

/** A restore that first lets stable grow, and then drains, takes up to four hours: one of so many slots before may still run. */
const slotsOfRestore = 24;

interface Needs {
  readonly restores: ExecutionBook;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/**
 * The name of a restore of a deployment; Step Functions takes each once. The first ones are numbered, later ones have the ten minutes in which
 * they begin: at most 77 characters of the 80 that it takes, because a deployment id has at most 57.
 *
 * @example 'restore-checkout-20261120T101412Z-5f0c1b8e-20261120111' // from 11:10 to 11:20
 */
export function restoreName(deploymentId: string, number: number, at: Date): string {
  const slot = at.toISOString().slice(0, 15).replaceAll(/\D/g, '');
  return `restore-${deploymentId}-${number > numberedRestores ? slot : number}`;
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
  // One begins when none runs, so the newest tells of all; while they begin every ten minutes, it is the first or the second that is asked for.
  for (let back = 0; back < slotsOfRestore; back += 1) {
    const slot = new Date(at.getTime() - back * slotMs);
    const status = await statusOf(restoreName(deploymentId, numberedRestores + 1, slot));
    if (status !== 'unknown') return { number: numberedRestores, running: status === 'running' };
  }
  return latest;
}

/** Whether the restore after the last one that was found runs: one that began a moment ago is in no list yet, so each is asked for itself. */
export async function nextRestoreRuns(needs: Needs, deploymentId: string, { number }: RestoreRun): Promise<boolean> {
  const at = needs.now();
  // One that began in the ten minutes before may be as young as one of these.
  const since = [at, new Date(at.getTime() - slotMs)];
  const names = new Set(since.map((slot) => restoreName(deploymentId, number + 1, slot)));
  const statuses = await Promise.all([...names].map((name) => needs.restores(executionArnOf(needs.restoreMachineArn, name))));
  return statuses.some((status) => status === 'running' || status === 'pending-redrive');
}
