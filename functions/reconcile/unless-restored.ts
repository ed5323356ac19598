import type { Executions } from '../../adapters/executions.ts';
import type { Repair } from '../../core/deployment/repair.ts';
import type { LookedUp } from './look-up.ts';
import { nextRestoreRuns, numberedRestores } from './restores.ts';

interface Needs {
  readonly executions: Pick<Executions, 'status'>;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/**
 * What takes a lease away waits for a restore that another run of the reconciler began a moment ago: the next release would begin beside it. So
 * does another restore, where its name would not keep it from beginning twice.
 */
export async function unlessRestored(needs: Needs, { deployment, restore }: LookedUp, decided: Repair): Promise<Repair> {
  if (deployment === undefined || decided.kind === 'leave' || isNumbered(decided)) return decided;
  const runs = await nextRestoreRuns({ ...needs, restores: needs.executions.status }, deployment.id, restore);
  return runs ? { kind: 'leave', because: `restore ${restore.number + 1} is running` } : decided;
}

/** Step Functions takes each number once. */
function isNumbered(decided: Repair): boolean {
  return decided.kind === 'restore' && decided.number <= numberedRestores;
}
