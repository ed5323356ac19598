import type { Executions } from '../../adapters/executions.ts';
import type { Lease } from '../../adapters/ledger/ledger.ts';
import { type Acted, type Actors, act } from './act.ts';
import { decideRepair } from './decide-repair.ts';
import type { Turn } from './in-turn.ts';
import type { LookedUp } from './look-up.ts';
import type { RuleBook } from './rule-book.ts';
import { unlessRestored } from './unless-restored.ts';

type Needs = Parameters<typeof decideRepair>[0] & Actors & { readonly executions: Pick<Executions, 'status'> };

/** What was done about one lease, and who is still to be told of it. */
type Helped = Acted & Pick<Lease, 'service' | 'holder'>;

/** Decides about one lease whose execution is over, and carries it out. */
export async function helpLease(needs: Needs, each: LookedUp, rules: RuleBook): Promise<Helped> {
  const { lease, deployment } = each;
  const decided = await unlessRestored(needs, each, await decideRepair(needs, each, rules));
  return { service: lease.service, holder: lease.holder, ...(await act(needs, lease, deployment, decided)) };
}

/** People are told when every restore has begun: a topic that does not answer keeps no users waiting. */
export function toTell(turn: Turn<LookedUp, Helped>): readonly { readonly lease: Lease; readonly tell: () => Promise<void> }[] {
  return turn.kind === 'done' && turn.value.tell !== undefined ? [{ lease: turn.item.lease, tell: turn.value.tell }] : [];
}
