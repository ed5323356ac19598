import type { Lease } from '../../adapters/ledger/ledger.ts';
import { type Fault, SluiceError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';

/** A lease that was not looked after, and why. */
export interface Neglected {
  readonly lease: Pick<Lease, 'service' | 'holder'>;
  readonly error: unknown;
}

/** The reconciler could not look after some of the held leases; the others were. The next minute tries again. */
export class SweepFailedError extends SluiceError {
  override readonly name = 'SweepFailedError';
  override readonly fault: Fault;

  constructor(neglected: readonly Neglected[], left: readonly Pick<Lease, 'service'>[]) {
    const failures = neglected.map(({ lease, error }) => `${lease.service}: ${error instanceof Error ? error.message : String(error)}`);
    const late = left.length === 0 ? [] : [`no time was left for ${left.length} leases`];
    const shown = [...failures.slice(0, limits.reportedProblems.value), ...late].join('; ');
    super(`${neglected.length + left.length} leases were not looked after: ${shown}`, { cause: neglected[0]?.error });
    const isForeign = neglected.some(({ error }) => !(error instanceof SluiceError && error.fault === 'dependency'));
    this.fault = isForeign ? 'defect' : 'dependency';
  }
}
