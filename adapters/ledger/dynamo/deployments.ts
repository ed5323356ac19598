import { asksUsersBack } from '../../../core/deployment/asks-users-back.ts';
import type { Deployment, Signal } from '../../../core/deployment/deployment.ts';
import { LeaseLostError } from '../../../core/deployment/lease-lost-error.ts';
import { StaleDecisionError } from '../../../core/deployment/stale-decision-error.ts';
import { isOpen } from '../../../core/deployment/status.ts';
import { UsersAskedBackError } from '../../../core/deployment/users-asked-back-error.ts';
import { DependencyError } from '../../../core/errors.ts';
import type { Decision, Lease, Ledger, LoggedEvent } from '../ledger.ts';
import type { Item } from './attributes.ts';
import { mayBeAdmitted, recordIn } from './fenced-off.ts';
import { count } from './fields.ts';
import { indexPartition, recordKey } from './keys.ts';
import { leaseOf } from './leases.ts';
import { commit, entryOf, readLog, recordOf } from './log.ts';
import { deploymentOf, recordItem, signalOf, stillOpen } from './record.ts';
import type { Change, Table } from './table.ts';

/** What `release` writes before it gives the lease away: decisions under that fence are over. */
const hasLease = '(attribute_not_exists(#fencedOff) OR #fencedOff < #fence)';

/** A signal comes between our read and our write, or is overruled, at most this often before it is left to the caller's retry. */
const triesMax = 5;

type Outcome = Parameters<Ledger['finish']>[1];
type Part = Pick<Ledger, 'admit' | 'load' | 'find' | 'decide' | 'finish' | 'append' | 'events' | 'history'>;

/** One item per deployment; decisions and their log entries are written together. */
export function deployments(table: Table, newKey: () => string): Part {
  return {
    admit: (deployment, event) => admit(table, deployment, entryOf(event, newKey())),
    load: async (deploymentId) => deploymentOf(await recordOf(table, deploymentId)),
    find: (deploymentId) => find(table, deploymentId),
    decide: (loaded, decision) => decide(table, newKey(), loaded, decision),
    finish: (deploymentId, outcome) => finish(table, newKey(), deploymentId, outcome),
    append: async (deploymentId: string, event: LoggedEvent) => void (await commit(table, deploymentId, entryOf(event, newKey()))),
    events: (deploymentId) => readLog(table, deploymentId),
    history: async (service, limit) => (await table.newest(indexPartition(service), limit)).map(deploymentOf),
  };
}

/** The write may be in flight for longer than its function lives, and land after the lease was given back: its condition says so too. */
async function admit(table: Table, deployment: Deployment, entry: string): Promise<Deployment> {
  const { id, service, fence } = deployment;
  const isHolder = isOwn(await leaseOf(table, service), deployment);
  const unlessGivenBack = { condition: mayBeAdmitted, values: { ownFence: fence } };
  if (isHolder && (await table.putIf(recordItem(deployment, entry), unlessGivenBack))) return deployment;
  const recorded = await find(table, id);
  if (recorded === undefined) throw new LeaseLostError(deployment, await leaseOf(table, service));
  return recorded;
}

async function find(table: Table, deploymentId: string): Promise<Deployment | undefined> {
  const record = recordIn(await table.get(recordKey(deploymentId)));
  return record && deploymentOf(record);
}

async function decide(table: Table, key: string, loaded: Deployment, decision: Decision): Promise<Deployment> {
  const { status, event } = decision;
  const changes = changesOf(decision);
  await mustHaveLease(table, loaded);
  const yields = status === 'promoting' || (status !== 'rolling-back' && loaded.signal === undefined);
  const { kind, item } = await commit(table, loaded.id, entryOf(event, key), {
    update: `#sequence = :next, ${Object.keys(changes)
      .map((name) => `#${name} = :${name}`)
      .join(', ')}`,
    condition: `#sequence = :loaded AND ${stillOpen.condition} AND ${hasLease}${yields ? ' AND attribute_not_exists(#signal)' : ''}`,
    values: { ...stillOpen.values, ...changes, loaded: loaded.sequence, next: loaded.sequence + 1 },
  });
  if (kind === 'committed') return deploymentOf(item);
  if (item.fencedOff !== undefined) throw new LeaseLostError(loaded, await leaseOf(table, loaded.service));
  const signal = signalOf(item);
  const because = yields && signal ? { because: `has a signal: ${signal.because}` } : {};
  throw new StaleDecisionError(loaded.id, { attempted: loaded.sequence, current: count(item, 'sequence'), ...because });
}

/** How a deployment ended may always be written down, except that it holds the service now, or left users who are asked back: that others say. */
async function finish(table: Table, key: string, deploymentId: string, outcome: Outcome): Promise<Deployment> {
  for (let tried = 0; tried < triesMax; tried += 1) {
    const record = await recordOf(table, deploymentId);
    // Also for other endings: what a newer version wrote is refused before anything is written.
    const deployment = deploymentOf(record);
    const isOpenPromotion = outcome.status === 'promoted' && deployment.endedAt === undefined;
    if (isOpenPromotion) await mustHaveLease(table, deployment);
    if (leavesUsers(outcome)) refuseAskedBack(deployment);
    const { kind, item } = await commit(table, deploymentId, entryOf(outcome.event, key), finishing(outcome, record));
    const ended = deploymentOf(item);
    if (kind === 'committed' || ended.endedAt !== undefined) return ended;
    // A signal came meanwhile: what it asks for is read again.
    if (leavesUsers(outcome)) continue;
    if (ended.signal !== undefined && item.fencedOff === undefined) throw new StaleDecisionError(ended.id, staleBy(ended, ended.signal));
    throw new LeaseLostError(ended, await leaseOf(table, ended.service));
  }
  throw new DependencyError(`the signal of deployment ${deploymentId} changed ${triesMax} times: try again`);
}

function leavesUsers(outcome: Outcome): boolean {
  return outcome.status === 'rolled-back' && outcome.leavesUsers === true;
}

function refuseAskedBack(deployment: Deployment): void {
  const { signal } = deployment;
  if (isOpen(deployment) && signal !== undefined && asksUsersBack(signal)) throw new UsersAskedBackError(deployment, signal);
}

function staleBy({ sequence }: Deployment, { because }: Signal): ConstructorParameters<typeof StaleDecisionError>[1] {
  return { attempted: sequence, current: sequence, because: `has a signal: ${because}` };
}

/** A lease that was lost without being given back leaves no other trace. A deployment that is over has none, and its record says so. */
async function mustHaveLease(table: Table, deployment: Deployment): Promise<void> {
  const held = await leaseOf(table, deployment.service);
  if (isOwn(held, deployment)) return;
  if (held !== undefined || isOpen(deploymentOf(await recordOf(table, deployment.id)))) throw new LeaseLostError(deployment, held);
}

function isOwn(held: Lease | undefined, { id, fence }: Deployment): boolean {
  return held?.holder === id && held.fence === fence;
}

/** The attributes that a decision replaces. What it does not name stays. */
function changesOf({
  status,
  stepIndex,
  stepStartedAt,
  lastVerdict,
  heldUntil,
  lookedAt,
  seenAt,
  unreadSince,
  approvalAsked,
  drift,
}: Decision): Readonly<Record<string, string | number>> {
  return {
    status,
    stepIndex,
    ...(stepStartedAt !== undefined && { stepStartedAt }),
    ...(lastVerdict !== undefined && { lastVerdict: JSON.stringify(lastVerdict) }),
    ...(heldUntil !== undefined && { heldUntil }),
    ...(lookedAt !== undefined && { lookedAt }),
    ...(seenAt !== undefined && { seenAt }),
    ...(unreadSince !== undefined && { unreadSince }),
    ...(approvalAsked !== undefined && { approvalAsked: JSON.stringify(approvalAsked) }),
    ...(drift !== undefined && { drift: JSON.stringify(drift) }),
  };
}

function finishing(outcome: Outcome, { signal }: Item): Change {
  const { status, event } = outcome;
  const retireAt = status === 'promoted' ? outcome.retireAt : undefined;
  const isAsRead = signal === undefined ? 'attribute_not_exists(#signal)' : '#signal = :signal';
  const conditions = [
    stillOpen.condition,
    ...(status === 'promoted' ? [hasLease, 'attribute_not_exists(#signal)'] : []),
    ...(leavesUsers(outcome) ? [isAsRead] : []),
  ];
  return {
    update: `#status = :status, #endedAt = :endedAt${retireAt === undefined ? '' : ', #retireAt = :retireAt'}`,
    condition: conditions.join(' AND '),
    values: { ...stillOpen.values, status, endedAt: event.at, retireAt, signal: leavesUsers(outcome) ? signal : undefined },
  };
}
