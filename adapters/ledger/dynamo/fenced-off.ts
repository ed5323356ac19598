import { jobOf } from '../../../core/deployment/holders.ts';
import type { Lease } from '../ledger.ts';
import type { Item } from './attributes.ts';
import { recordKey } from './keys.ts';
import { stillOpen } from './record.ts';
import type { Table } from './table.ts';

/**
 * So long after its lease was taken it is kept that a deployment lost it, in seconds. The write that this is for is in flight for minutes; it
 * belongs to an execution that may have been redriven until two weeks after its end, with the lease that it had.
 */
const keptSeconds = 30 * 86_400;

/** Condition that only the record of a deployment meets: what only says that a lease was given back has no status. */
export const isRecord = 'attribute_exists(#status)';

const isNoRecord = 'attribute_not_exists(#status)';

/** Condition of the write of a new record: there is none, and the lease that it rests on, under fence `:ownFence`, was not given back. */
export const mayBeAdmitted = `${isNoRecord} AND (attribute_not_exists(#fencedOff) OR #fencedOff < :ownFence)`;

/** The record of a deployment that an item is; undefined when it only says that a lease was given back, or is not there. */
export function recordIn(item: Item | undefined): Item | undefined {
  return item?.status === undefined ? undefined : item;
}

/**
 * First the record, then the lease: nobody can have the service while the one before still decides, or is still to be put on record. Short jobs
 * have no record.
 *
 * There are two writes, because only what is no record may have a time at which the table forgets it. A record stays one, so one of the two
 * applies. The fence only rises, and a record under a later fence stays as it is: a release that comes late takes nothing from it.
 */
export async function fenceOff(table: Table, { holder, fence, leasedAt }: Lease): Promise<void> {
  if (jobOf(holder).job !== 'deployment') return;
  const before = '(attribute_not_exists(#fencedOff) OR #fencedOff < :fence)';
  const unadmitted = await table.update(recordKey(holder), {
    update: 'SET #fencedOff = :fence, #expiresAt = :expiresAt',
    condition: `${isNoRecord} AND ${before}`,
    values: { fence, expiresAt: Math.ceil(Date.parse(leasedAt) / 1_000) + keptSeconds },
  });
  if (unadmitted !== undefined) return;
  await table.update(recordKey(holder), {
    update: 'SET #fencedOff = :fence',
    condition: `${stillOpen.condition} AND #fence <= :fence AND ${before}`,
    values: { ...stillOpen.values, fence },
  });
}
