import type { Lease } from '../../adapters/ledger/ledger.ts';
import { DependencyError } from '../../core/errors.ts';

/** What a person asked for may mean it, and its lease came before the request could be kept there. */
export function beginsNow({ holder }: Lease): DependencyError {
  return new DependencyError(`${holder} begins at this moment: the request is tried again`);
}
