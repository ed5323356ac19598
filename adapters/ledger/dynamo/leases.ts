import { jobOf } from '../../../core/deployment/holders.ts';
import { DependencyError } from '../../../core/errors.ts';
import type { Lease, Ledger } from '../ledger.ts';
import type { Item } from './attributes.ts';
import { count, optionalText, text } from './fields.ts';
import { recordKey } from './keys.ts';
import { stillOpen } from './record.ts';
import type { Table } from './table.ts';

/** A lease changes hands between our write and our read at most this often before it is left to the caller's retry. */
const triesMax = 5;

/**
 * One item per service, kept after a release with everything but the fence, the last abort and the newest push removed: so the fence rises for ever, and who
 * leases next reads the abort in the answer to its own write.
 */
export function leases(table: Table): Pick<Ledger, 'lease' | 'heldLeases' | 'leaseOf' | 'abortUnbegun' | 'newestPush' | 'release'> {
  return {
    async lease(request, at) {
      for (let tried = 0; tried < triesMax; tried += 1) {
        const taken = heldLease(await table.update(keyOf(request.service), taking(request, at)));
        if (taken) return { kind: 'leased', lease: taken, isNew: true };
        const held = await leaseOf(table, request.service);
        // Our own name on it: an earlier try of ours, whose answer was lost.
        if (held?.holder === request.holder) return { kind: 'leased', lease: held, isNew: held.leasedAt === at.toISOString() };
        if (held) return { kind: 'held', by: held };
      }
      throw new DependencyError(`the lease of ${request.service} changed hands ${triesMax} times: try again`);
    },
    async heldLeases() {
      return (await table.partition('LEASE')).flatMap((item) => heldLease(item) ?? []);
    },
    leaseOf: (service) => leaseOf(table, service),
    async abortUnbegun(service, abort) {
      const item = await table.update(keyOf(service), {
        update: 'SET #aborted = :aborted, #abortedAt = :abortedAt',
        condition: 'attribute_not_exists(#abortedAt) OR #abortedAt < :abortedAt',
        values: { aborted: JSON.stringify(abort), abortedAt: new Date(abort.occurredAt).toISOString() },
      });
      return item === undefined ? leaseOf(table, service) : heldLease(item);
    },
    async newestPush(service, at) {
      const pushedAt = new Date(at).toISOString();
      const condition = 'attribute_not_exists(#pushedAt) OR #pushedAt < :pushedAt';
      const item = await table.update(keyOf(service), { update: 'SET #pushedAt = :pushedAt', condition, values: { pushedAt } });
      return text(item ?? (await table.get(keyOf(service))) ?? {}, 'pushedAt');
    },
    async release(service, holder, fence) {
      const held = await leaseOf(table, service);
      if (held?.holder !== holder || (fence !== undefined && held.fence !== fence)) return;
      await fenceOff(table, held);
      await table.update(keyOf(service), {
        update: 'REMOVE #holder, #executionArn, #alarmArns, #candidateLane, #askedAt, #leasedAt',
        condition: '#holder = :holder AND #fence = :fence',
        values: { holder, fence: held.fence },
      });
    },
  };
}

/** Who has a service now, read strongly consistent. */
export async function leaseOf(table: Table, service: string): Promise<Lease | undefined> {
  return heldLease(await table.get(keyOf(service)));
}

/** First the record, then the lease: nobody can have the service while the one before still decides. Short jobs have no record. */
async function fenceOff(table: Table, { holder, fence }: Lease): Promise<void> {
  if (jobOf(holder).job !== 'deployment') return;
  await table.update(recordKey(holder), {
    update: 'SET #fencedOff = :fence',
    condition: `attribute_exists(#pk) AND ${stillOpen.condition}`,
    values: { ...stillOpen.values, fence },
  });
}

function taking({ holder, executionArn, alarmArns, candidateLane, askedAt }: Parameters<Ledger['lease']>[0], at: Date) {
  return {
    update:
      'SET #fence = if_not_exists(#fence, :none) + :one, #holder = :holder, #executionArn = :executionArn, ' +
      `#alarmArns = :alarmArns, #candidateLane = :candidateLane, #leasedAt = :leasedAt${askedAt === undefined ? '' : ', #askedAt = :askedAt'}`,
    condition: 'attribute_not_exists(#holder)',
    values: { none: 0, one: 1, holder, executionArn, alarmArns, candidateLane, askedAt, leasedAt: at.toISOString() },
  };
}

function keyOf(service: string) {
  return { pk: 'LEASE', sk: service };
}

function heldLease(item: Item | undefined): Lease | undefined {
  if (item?.holder === undefined) return undefined;
  const alarmArns = item.alarmArns;
  const [aborted, askedAt] = [optionalText(item, 'aborted'), optionalText(item, 'askedAt')];
  return {
    service: text(item, 'sk'),
    holder: text(item, 'holder'),
    executionArn: text(item, 'executionArn'),
    fence: count(item, 'fence'),
    alarmArns: Array.isArray(alarmArns) ? alarmArns : [],
    candidateLane: text(item, 'candidateLane'),
    leasedAt: text(item, 'leasedAt'),
    ...(askedAt !== undefined && { askedAt }),
    ...(aborted !== undefined && { aborted: JSON.parse(aborted) }),
  };
}
