import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { limits } from '../../core/limits.ts';

/** Many others asked before: it is to ask again in so many seconds. Nothing was looked at or taken. */
export interface Queued {
  readonly kind: 'queued';
  readonly because: string;
  readonly waitSeconds: number;
}

/** Takes a turn among all who ask now; answers how many seconds are left until it comes, 0 when it is there. */
export async function secondsToTurn({ ledger, now }: { readonly ledger: Pick<Ledger, 'turn'>; readonly now: () => Date }): Promise<number> {
  const [at, { admissionSeconds, admissionsAtOnce }] = [now(), limits];
  const pace = { everyMs: admissionSeconds.value * 1_000, burst: admissionsAtOnce.value };
  return Math.ceil(((await ledger.turn('admission', pace, at)).getTime() - at.getTime()) / 1_000);
}
