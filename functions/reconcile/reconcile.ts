import type { ElbReader } from '../../adapters/elb-reader.ts';
import type { Executions } from '../../adapters/executions.ts';
import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import { limits } from '../../core/limits.ts';
import type { Actors } from './act.ts';
import { booksOf } from './books.ts';
import { callsBeside, type Helped, helpLease } from './help-lease.ts';
import { inTurn, type Turn } from './in-turn.ts';
import { leasesOf } from './leases-of.ts';
import { lookUp } from './look-up.ts';
import type { LaneObservers } from './observe-lease.ts';
import { keepRefused } from './refused.ts';
import { ruleBook } from './rule-book.ts';
import { SweepFailedError, type Untold } from './sweep-failed-error.ts';
import { tellIfUnadmitted } from './tell-unadmitted.ts';
import { turned } from './turned.ts';
import { leaveRunning, type SweepWatchers, type WatchLease, watcher } from './watcher.ts';
import { isFailedRestore, wokenBy } from './woken-by.ts';

interface Needs
  extends Omit<LaneObservers, 'rules' | 'refused'>,
    Omit<SweepWatchers, 'ledger' | 'executions'>,
    Omit<Actors, 'ledger' | 'executions'> {
  readonly ledger: SweepWatchers['ledger'] & Actors['ledger'] & Pick<Ledger, 'heldLeases' | 'finish'>;
  readonly executions: SweepWatchers['executions'] & Actors['executions'] & Pick<Executions, 'status' | 'list'>;
  readonly elb: Pick<ElbReader, 'rules'>;
  readonly deploymentMachineArn: string;
}

interface Swept {
  readonly kind: 'reconciled';
  readonly because: string;
  /** What was done about each held lease. */
  readonly leases: readonly (Helped | Awaited<ReturnType<WatchLease>>)[];
}

/**
 * Two functions of one code. `sweep` runs every minute: for each held lease, it asks AWS whether its execution still runs and, if not, makes
 * sure that users end up whole; if it does, it compares what users get with what was intended. `reconcile` runs whenever an execution ended
 * badly, for the lease that it concerns; a restore that failed by itself, and a deployment that runs, wait for the sweep. An event only wakes:
 * what is acted on is read again, and both may act on a lease at once. One lease that fails does not keep the others waiting.
 *
 * @throws {SweepFailedError} some leases could not be looked after, each with its reason, or something was done without that AWS refused. The
 *   next minute tries again.
 */
export function reconcile(needs: Needs) {
  return async (event?: unknown): Promise<Swept> => {
    const beganMs = needs.now().getTime();
    const pace = (seconds: number) => ({
      atOnce: limits.sweepAtOnce.value,
      mayBegin: () => needs.now().getTime() - beganMs < seconds * 1_000,
    });
    if (isFailedRestore(event, needs.restoreMachineArn))
      return { kind: 'reconciled', because: 'the next restore comes with the minute', leases: [] };
    const endedArn = wokenBy(event);
    const leases =
      endedArn === undefined
        ? turned(await needs.ledger.heldLeases(), needs.now(), ({ service }) => service)
        : await leasesOf(needs, endedArn);
    if (endedArn !== undefined) await tellIfUnadmitted(needs, endedArn, leases);
    const lost: unknown[] = [];
    const refused = keepRefused(lost);
    const books = booksOf(needs, endedArn === undefined, refused);
    const found = await inTurn(leases, pace(limits.sweepSeconds.value / 2), (lease) => lookUp(books, lease));
    const lookedUp = found.flatMap((turn) => (turn.kind === 'done' ? [turn.value] : []));
    // Those without an execution come first: their users wait for it. Those with one are watched in what time is left.
    const needy = lookedUp.filter(({ executionRunning }) => !executionRunning);
    const running = lookedUp.filter(({ executionRunning }) => executionRunning);
    const rules = await ruleBook({ ...needs, refused }, needy);
    const calls = callsBeside(pace(limits.sweepSeconds.value));
    const helped = await inTurn(needy, pace(limits.sweepSeconds.value), (each) => helpLease({ ...needs, refused, calls }, each, rules));
    const watch = endedArn === undefined ? await watcher(needs, running, refused) : leaveRunning;
    const watched = await inTurn(running, pace(limits.sweepSeconds.value), watch);
    const done = [...helped, ...watched];
    failIfNeglected([...found, ...done.map((turn) => ({ ...turn, item: turn.item.lease }))], await calls.untold(), lost);
    const reconciled = done.flatMap((turn) => (turn.kind === 'done' ? [turn.value] : []));
    return { kind: 'reconciled', because: `${leases.length} leases looked at`, leases: reconciled };
  };
}

function failIfNeglected(turns: readonly Turn<Lease, unknown>[], untold: readonly Untold[], refused: readonly unknown[]): void {
  const neglected = turns.flatMap((turn) => (turn.kind === 'failed' ? [{ lease: turn.item, error: turn.error }] : []));
  const left = turns.flatMap((turn) => (turn.kind === 'left' ? [turn.item] : []));
  if (neglected.length + left.length + untold.length + refused.length > 0) throw new SweepFailedError({ neglected, left, untold, refused });
}
