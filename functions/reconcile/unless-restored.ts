import type { Executions } from '../../adapters/executions.ts';
import type { Repair } from '../../core/deployment/repair.ts';
import type { LookedUp } from './look-up.ts';
import { nextRestoreRuns } from './restores.ts';

interface Needs {
  readonly executions: Pick<Executions, 'status'>;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/** What takes a lease away waits for a restore that another run of the reconciler began a moment ago: the next release would begin beside it. */
export async function unlessRestored(needs: Needs, { deployment, restore }: LookedUp, decided: Repair): Promise<Repair> {
  if (deployment === undefined || decided.kind === 'leave' || decided.kind === 'restore') return decided;
  const runs = await nextRestoreRuns({ ...needs, restores: needs.executions.status }, deployment.id, restore);
  return runs ? { kind: 'leave', because: `restore ${restore.number + 1} is running` } : decided;
}
