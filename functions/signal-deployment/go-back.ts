import type { Lease } from '../../adapters/ledger/ledger.ts';
import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { executionArnOf } from '../../core/deployment/execution-arn.ts';
import { rollbackHolder } from '../../core/deployment/holders.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { laneObstacleOf, type Obstacle, obstacleOf } from './obstacle.ts';
import { postpone, postponeOrThrow } from './postpone.ts';
import { type Needs, refused, type Signalled } from './signalled.ts';

/** So long a delivery that took the service looks at the old lane, unless AWS is slow. It is tried for longer. */
const undecidedSeconds = limits.triesSeconds.value / 2;

/** Each call is several tries of the SDK, with its pauses. */
const startsMax = 3;

/**
 * Takes a promoted deployment back, within its rollback window and onto an old lane that still runs what it ran. The restore machine does it, with the
 * service's lease, and the delivery that took that starts it, or else the reconciler. While some targets of the old lane are ill, the lease keeps
 * the next release away, which would replace that lane; when they do not get healthy while the request is tried again, the reconciler starts the
 * machine, and that decides by what it finds. An old lane without any healthy target keeps nothing away: the next release may be what mends it.
 *
 * @param begunAt when this delivery was first tried: each of its tries leases under that time
 * @throws {DependencyError} what is in the way may be over in a moment: the request is delivered again.
 */
export async function goBack(needs: Needs, promoted: Deployment, signal: Signal, begunAt: Date): Promise<Signalled> {
  const { id, service } = promoted;
  const holder = rollbackHolder(id);
  const { obstacle, keptAs } = await lookOrKeep(needs, promoted, signal, begunAt);
  if (obstacle?.kind === 'dead') await giveBackOwn(needs, promoted, begunAt);
  if (obstacle !== undefined && obstacle.kind !== 'healing') {
    await crossOff(needs, keptAs);
    return await stopAt(needs, promoted, obstacle);
  }
  const executionArn = executionArnOf(needs.restoreMachineArn, nameOf(promoted));
  const leased = await needs.ledger.lease({ service, holder, executionArn, alarmArns: [], candidateLane: '' }, begunAt);
  if (leased.kind === 'held') return await postponeOrThrow(needs, promoted, { holder: leased.by.holder, signal, begunAt });
  const answer = leased.isNew
    ? await begin(needs, promoted, { lease: leased.lease, because: signal.because })
    : takenByAnother(needs, promoted, leased.lease);
  await crossOff(needs, keptAs);
  return answer;
}

/** The machine's execution: one per promotion. */
function nameOf({ id }: Deployment): string {
  return `rollback-${id}`;
}

async function begin(
  needs: Needs,
  promoted: Deployment,
  { lease, because }: { readonly lease: Lease; readonly because: string },
): Promise<Signalled> {
  const { id, plan } = promoted;
  const stopped = await stopIfBlocked(needs, promoted, lease);
  if (stopped !== undefined) return stopped;
  const input = { plan, failure: { Error: 'RollbackRequested', Cause: because } };
  const unstarted = await whyUnstarted(() => needs.executions.start(needs.restoreMachineArn, nameOf(promoted), input));
  if (unstarted !== undefined) return leftToReconciler(promoted, unstarted);
  return { kind: 'signalled', because, deployments: [{ deploymentId: id, kind: 'rollback started' }] };
}

/**
 * Starts the machine: some times at once, because the reconciler looks only a minute later, and a name starts once. Between the tries nobody looks at
 * the lanes again: the machine may run for all we know, so the lease may not be given back any more.
 *
 * @returns why nobody knows whether it started; or that it did not, because it was started for this promotion before
 */
async function whyUnstarted(start: () => ReturnType<Needs['executions']['start']>): Promise<string | undefined> {
  let lost: string | undefined;
  for (let tried = 0; tried < startsMax; tried += 1) {
    try {
      const { kind } = await start();
      // After a lost answer it is the one of that start.
      return kind === 'already' && lost === undefined ? 'its machine ran before' : undefined;
    } catch (error) {
      if (!(error instanceof DependencyError)) throw error;
      lost = error.message;
    }
  }
  return lost;
}

/** What is in the way, and the key under which the request is kept as well; undefined: nothing, and it is not. */
interface Looked {
  readonly obstacle: Obstacle | undefined;
  readonly keptAs: string | undefined;
}

/**
 * ECS and ELB may not tell for an hour how the lanes are, longer than Lambda tries: the request is kept as well, and comes back within a minute.
 * A late try keeps it before it looks, because it may be cut off.
 *
 * @throws {DependencyError} they did not answer. That the request could not be handled pages.
 */
async function lookOrKeep(needs: Needs, promoted: Deployment, signal: Signal, begunAt: Date): Promise<Looked> {
  const isLate = () => needs.now().getTime() - begunAt.getTime() > undecidedSeconds * 1_000;
  const kept = isLate() ? await postpone(needs, promoted, { signal, begunAt, why: 'users have not gone back yet' }) : undefined;
  try {
    return { obstacle: await obstacleOf(needs, promoted, signal.occurredAt), keptAs: kept?.key };
  } catch (error) {
    if (error instanceof DependencyError && kept === undefined && isLate())
      await postpone(needs, promoted, { signal, begunAt, why: error.message });
    throw error;
  }
}

/** Once it is refused, under way, or there is nothing to go back to: crossed off before, it would be lost with this try. One that stays comes back once. */
async function crossOff({ ledger, now }: Needs, keptAs: string | undefined): Promise<void> {
  if (keptAs === undefined) return;
  try {
    await ledger.paid(keptAs, now());
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
  }
}

/** What an earlier try of this delivery took while the old lane was healing keeps nothing away once that is dead. */
async function giveBackOwn({ ledger }: Needs, { id, service }: Deployment, begunAt: Date): Promise<void> {
  const lease = await ledger.leaseOf(service);
  if (lease?.holder !== rollbackHolder(id) || lease.leasedAt !== begunAt.toISOString()) return;
  await ledger.release(service, lease.holder, lease.fence);
}

/**
 * Looks again with the lease: between the first look and it, the old lane may have been put to rest. The end of the rollback window is nothing to
 * give the lease back for: nobody can put the old lane to rest any more.
 */
async function stopIfBlocked(needs: Needs, promoted: Deployment, { holder, fence }: Lease): Promise<Signalled | undefined> {
  const obstacle = await laneObstacleOf(needs, promoted);
  if (obstacle !== undefined && obstacle.kind !== 'healing') await needs.ledger.release(promoted.service, holder, fence);
  return obstacle && (await stopAt(needs, promoted, obstacle));
}

/** What an earlier try took the service for is done all the same, and is nothing to be refused. What it was only kept for need wait no longer. */
async function stopAt({ ledger }: Needs, promoted: Deployment, { kind, because }: Obstacle): Promise<Signalled> {
  const { id, service } = promoted;
  await ledger.unreserve(service, rollbackHolder(id));
  if (kind !== 'lasting') throw new DependencyError(`${service} cannot go back yet: ${because}`);
  const isTaken = (await ledger.leaseOf(service))?.holder === rollbackHolder(id);
  return isTaken ? leftToReconciler(promoted, because) : refused(`${service} cannot go back: ${because}`, id);
}

/** It may be about to start the machine, or to give the lease back: two machines at once would write one rule. A few seconds tell. */
function takenByAnother({ now }: Needs, promoted: Deployment, { holder, leasedAt }: Lease): Signalled {
  const because = `another delivery took it at ${leasedAt}`;
  if (now().getTime() - Date.parse(leasedAt) > undecidedSeconds * 1_000) return leftToReconciler(promoted, because);
  throw new DependencyError(`${holder} has ${promoted.service}: ${because}, and may give it back`);
}

function leftToReconciler({ id, service }: Deployment, because: string): Signalled {
  return { kind: 'ignored', because: `${rollbackHolder(id)} has ${service}: the reconciler sees to it; ${because}`, deployments: [] };
}
