import type { Lease } from '../../adapters/ledger/ledger.ts';
import { type Fault, SluiceError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';

/** A lease that was not looked after, and why. */
export interface Neglected {
  readonly lease: Pick<Lease, 'service' | 'holder'>;
  readonly error: unknown;
}

/**
 * The reconciler could not look after some of the held leases, or only without what AWS refused to tell; the others were looked after. The next
 * minute tries again.
 */
export class SweepFailedError extends SluiceError {
  override readonly name = 'SweepFailedError';
  override readonly fault: Fault;

  constructor(neglected: readonly Neglected[], left: readonly Pick<Lease, 'service'>[], refused: readonly unknown[] = []) {
    const failures = neglected.map(({ lease, error }) => `${lease.service}: ${messageOf(error)}`);
    const late = left.length === 0 ? [] : [`no time was left for ${left.length} leases`];
    const doneWithout = refused.map((error) => `done without: ${messageOf(error)}`);
    const shown = [...failures.slice(0, limits.reportedProblems.value), ...late, ...doneWithout].join('; ');
    const count = neglected.length + left.length;
    const outcome = count === 0 ? 'every lease was looked after' : `${count} leases were not looked after`;
    super(`${outcome}: ${shown}`, { cause: neglected[0]?.error ?? refused[0] });
    const isForeign = neglected.some(({ error }) => !(error instanceof SluiceError && error.fault === 'dependency'));
    this.fault = isForeign || refused.length > 0 ? 'defect' : 'dependency';
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
