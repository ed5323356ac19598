import { DependencyError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { TrafficReader } from './traffic-reader.ts';

const pace = { everyMs: limits.glanceSeconds.value * 1_000, burst: limits.glancesAtOnce.value };

/**
 * A {@link TrafficReader} for looks that can do without: all deployments of the account share a part of what ELB lets it ask. Who comes when
 * that is used up reads nothing, and leaves ELB to those who move users or bring them back.
 *
 * @throws {DependencyError} it is not its turn, or what the reader throws.
 */
export function trafficInTurn(reader: TrafficReader, ledger: Pick<Ledger, 'turnNow'>, now: () => Date): TrafficReader {
  return {
    async read(plan) {
      if (await ledger.turnNow('glances', pace, now())) return await reader.read(plan);
      throw new DependencyError('many other deployments look at their traffic: this one does at a later look');
    },
  };
}
