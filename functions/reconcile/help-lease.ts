import type { Executions } from '../../adapters/executions.ts';
import type { Lease } from '../../adapters/ledger/ledger.ts';
import { DependencyError } from '../../core/errors.ts';
import { type Acted, type Actors, act } from './act.ts';
import { decideRepair } from './decide-repair.ts';
import type { LookedUp } from './look-up.ts';
import type { RuleBook } from './rule-book.ts';
import type { Untold } from './sweep-failed-error.ts';
import { unlessRestored } from './unless-restored.ts';

type Needs = Parameters<typeof decideRepair>[0] &
  Actors & { readonly executions: Pick<Executions, 'status'>; readonly calls: ReturnType<typeof callsBeside> };

/** What was done about one lease. */
export type Helped = Pick<Lease, 'service' | 'holder'> & Pick<Acted, 'repair'>;

/** Decides about one lease whose execution is over, and carries it out. */
export async function helpLease(needs: Needs, each: LookedUp, rules: RuleBook): Promise<Helped> {
  const { lease, deployment } = each;
  const { service, holder } = lease;
  const decided = await unlessRestored(needs, each, await decideRepair(needs, each, rules));
  const { repair, tell } = await act(needs, lease, deployment, decided);
  if (tell !== undefined) needs.calls.begin(service, tell);
  return { service, holder, repair };
}

/** People are called beside the work, as soon as it is done for their service: a topic that does not answer keeps no users waiting. */
export function callsBeside({ atOnce, mayBegin }: { readonly atOnce: number; readonly mayBegin: () => boolean }) {
  const untold: Untold[] = [];
  const queues = Array.from({ length: atOnce }, () => Promise.resolve());
  let begun = 0;
  const call = async (service: string, tell: () => Promise<void>): Promise<void> => {
    try {
      if (!mayBegin()) throw new DependencyError('SNS left no time for it: the next restore calls again');
      await tell();
    } catch (error) {
      untold.push({ service, error });
    }
  };
  return {
    begin: (service: string, tell: () => Promise<void>): void => {
      const queue = begun % atOnce;
      begun += 1;
      queues[queue] = (queues[queue] ?? Promise.resolve()).then(() => call(service, tell));
    },
    /** When all calls are over: the services that nobody was called for. */
    untold: async (): Promise<readonly Untold[]> => {
      await Promise.all(queues);
      return untold;
    },
  };
}
