import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';

/** Many others asked before: it is to ask again in so many seconds. Nothing was looked at or taken. */
export interface Queued {
  readonly kind: 'queued';
  readonly because: string;
  readonly waitSeconds: number;
}

/** The first is for the calls of an admission itself, the second for those of everything after it: it lets a hundred go before it slows them down. */
const queues = {
  admission: { everyMs: limits.admissionSeconds.value * 1_000, burst: limits.admissionsAtOnce.value },
  deployments: { everyMs: limits.deploymentSeconds.value * 1_000, burst: limits.deploymentsAtOnce.value },
} as const;

/** Takes a turn among all who ask now; answers how many seconds are left until it comes, 0 when it is there. */
export async function secondsToTurn({ ledger, now }: { readonly ledger: Pick<Ledger, 'turn'>; readonly now: () => Date }): Promise<number> {
  const at = now();
  const turns = await Promise.all(Object.entries(queues).map(([queue, pace]) => ledger.turn(queue, pace, at)));
  const latestMs = Math.max(...turns.map((turn) => turn.getTime()));
  return Math.ceil((latestMs - at.getTime()) / 1_000);
}

/** Gives the turn of a deployment that does not begin to the next one, if the ledger answers: whoever was refused is not to wait for that. */
export async function giveTurnBack({
  ledger,
  now,
}: {
  readonly ledger: Pick<Ledger, 'turnBack'>;
  readonly now: () => Date;
}): Promise<void> {
  try {
    await ledger.turnBack('deployments', queues.deployments, now());
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
  }
}
