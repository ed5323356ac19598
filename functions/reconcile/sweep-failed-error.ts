import type { Lease } from '../../adapters/ledger/ledger.ts';
import { type Fault, SluiceError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';

/** A lease that was not looked after, and why. */
export interface Neglected {
  readonly lease: Pick<Lease, 'service' | 'holder'>;
  readonly error: unknown;
}

/** A service that was looked after without the page that goes with it, and why. */
export interface Untold {
  readonly service: string;
  readonly error: unknown;
}

/** What was left undone in a sweep. */
export interface Undone {
  readonly neglected: readonly Neglected[];
  /** Those that no time was left for. */
  readonly left: readonly Pick<Lease, 'service'>[];
  readonly untold: readonly Untold[];
  /** What AWS refused to tell, and was done without. */
  readonly refused: readonly unknown[];
}

/**
 * The reconciler could not look after some of the held leases, or only without what AWS refused to tell, or without calling a person; the others
 * were looked after. The next minute tries again.
 */
export class SweepFailedError extends SluiceError {
  override readonly name = 'SweepFailedError';
  override readonly fault: Fault;

  constructor({ neglected, left, untold, refused }: Undone) {
    const parts = [
      ...shown(neglected.map(({ lease, error }) => `${lease.service}: ${messageOf(error)}`)),
      ...(left.length === 0 ? [] : [`no time was left for ${left.length} leases`]),
      ...shown(untold.map(({ service, error }) => `nobody was called for ${service}: ${messageOf(error)}`)),
      ...shown([...new Set(refused.map(messageOf))].map((message) => `done without: ${message}`)),
    ];
    const count = neglected.length + left.length;
    const outcome = count === 0 ? 'every lease was looked after' : `${count} leases were not looked after`;
    const errors = [...neglected, ...untold].map(({ error }) => error);
    super(`${outcome}: ${parts.join('; ')}`, { cause: errors[0] ?? refused[0] });
    const isForeign = errors.some((error) => !(error instanceof SluiceError && error.fault === 'dependency'));
    this.fault = isForeign || refused.length > 0 ? 'defect' : 'dependency';
  }
}

function shown(problems: readonly string[]): readonly string[] {
  const most = limits.reportedProblems.value;
  return problems.length <= most ? problems : [...problems.slice(0, most), `and ${problems.length - most} more like these`];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
