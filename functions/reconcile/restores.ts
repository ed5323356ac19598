import type { Executions } from '../../adapters/executions.ts';
import { executionArnOf } from '../../core/deployment/execution-arn.ts';
import type { RestoreRun } from '../../core/deployment/repair.ts';

/** After so many restores that changed nothing, only a person can help: the reconciler pages every minute and tries once an hour. */
const numberedRestores = 50;

/** A restore with its drain may take longer than an hour; one of so many hours before may still run. */
const hoursOfRestore = 3;

const hourMs = 3_600_000;

interface Needs {
  readonly executions: Pick<Executions, 'status'>;
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

/** The last restore that was started for a deployment, asked from Step Functions. */
export async function latestRestore(needs: Needs, deploymentId: string): Promise<RestoreRun> {
  const statusOf = (name: string) => needs.executions.status(executionArnOf(needs.restoreMachineArn, name));
  const at = needs.now();
  for (let number = 1; number <= numberedRestores; number += 1) {
    const status = await statusOf(restoreName(deploymentId, number, at));
    if (status === 'unknown') return { number: number - 1, running: false };
    if (status === 'running') return { number, running: true };
  }
  const hours = Array.from({ length: hoursOfRestore }, (_, back) => new Date(at.getTime() - back * hourMs));
  const statuses = await Promise.all(hours.map((hour) => statusOf(restoreName(deploymentId, numberedRestores + 1, hour))));
  return { number: numberedRestores, running: statuses.includes('running') };
}
