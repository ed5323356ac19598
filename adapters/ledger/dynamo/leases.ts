import { destroysWayBack, jobOf } from '../../../core/deployment/holders.ts';
import { DependencyError } from '../../../core/errors.ts';
import type { Lease, Ledger } from '../ledger.ts';
import type { Item } from './attributes.ts';
import { fenceOff } from './fenced-off.ts';
import { count, optionalText, text } from './fields.ts';
import { heldPartition, leaseKey } from './keys.ts';
import type { Table } from './table.ts';

/** A lease changes hands between our write and our read at most this often before it is left to the caller's retry. */
const triesMax = 5;

type Part = Pick<
  Ledger,
  'lease' | 'heldLeases' | 'leaseOf' | 'reserve' | 'unreserve' | 'abortUnbegun' | 'newestPush' | 'newestTemplate' | 'release'
>;

/**
 * One item per service, kept after a release with everything but the fence, the reservation, the last abort, the newest push and the newest
 * template removed: so the fence rises for ever, and who leases next reads the abort in the answer to its own write. While somebody has the
 * service, and only then, it is in the index `held`: what lists the leases reads none of the services that nobody deploys.
 */
export function leases(table: Table): Part {
  return {
    ...reservations(table),
    ...newest(table),
    async lease(request, at) {
      for (let tried = 0; tried < triesMax; tried += 1) {
        const taken = heldLease(await table.update(leaseKey(request.service), taking(request, at)));
        if (taken) return { kind: 'leased', lease: taken, isNew: true };
        const item = await table.get(leaseKey(request.service));
        const held = heldLease(item);
        // Our own name on it: an earlier try of ours, whose answer was lost.
        if (held?.holder === request.holder) return { kind: 'leased', lease: held, isNew: held.leasedAt === at.toISOString() };
        const by = held ?? reservedBy(item, request.holder, at);
        if (by) return { kind: 'held', by };
      }
      throw new DependencyError(`the lease of ${request.service} changed hands ${triesMax} times: try again`);
    },
    async heldLeases() {
      return (await table.held()).flatMap((item) => heldLease(item) ?? []);
    },
    leaseOf: (service) => leaseOf(table, service),
    async abortUnbegun(service, abort) {
      const item = await table.update(leaseKey(service), {
        update: 'SET #aborted = :aborted, #abortedAt = :abortedAt',
        condition: 'attribute_not_exists(#abortedAt) OR #abortedAt < :abortedAt',
        values: { aborted: JSON.stringify(abort), abortedAt: new Date(abort.occurredAt).toISOString() },
      });
      return item === undefined ? leaseOf(table, service) : heldLease(item);
    },
    async release(service, holder, fence) {
      const held = await leaseOf(table, service);
      if (held?.holder !== holder || (fence !== undefined && held.fence !== fence)) return;
      await fenceOff(table, held);
      await table.update(leaseKey(service), {
        update: 'REMOVE #held, #holder, #executionArn, #alarmArns, #candidateLane, #askedAt, #leasedAt',
        condition: '#holder = :holder AND #fence = :fence',
        values: { holder, fence: held.fence },
      });
    },
  };
}

function reservations(table: Table): Pick<Ledger, 'reserve' | 'unreserve'> {
  return {
    async reserve(service, by, { holder, until }) {
      const item = await table.update(leaseKey(service), {
        update: 'SET #next = :next, #nextUntil = :until',
        condition: '#holder = :by',
        values: { by, next: holder, until: new Date(until).toISOString() },
      });
      return item !== undefined;
    },
    async unreserve(service, holder) {
      await table.update(leaseKey(service), { update: 'REMOVE #next, #nextUntil', condition: '#next = :holder', values: { holder } });
    },
  };
}

/** What stays the newest, whichever write of it comes last. */
function newest(table: Table): Pick<Ledger, 'newestPush' | 'newestTemplate'> {
  return {
    async newestPush(service, at) {
      const pushedAt = new Date(at).toISOString();
      const condition = 'attribute_not_exists(#pushedAt) OR #pushedAt < :pushedAt';
      const item = await table.update(leaseKey(service), { update: 'SET #pushedAt = :pushedAt', condition, values: { pushedAt } });
      return text(item ?? (await table.get(leaseKey(service))) ?? {}, 'pushedAt');
    },
    async newestTemplate(service, { taskDefinitionArn: template, at, version: templateVersion }) {
      const item = await table.update(leaseKey(service), {
        update: 'SET #template = :template, #templateAt = :templateAt, #templateVersion = :templateVersion',
        condition: 'attribute_not_exists(#template) OR (#template <> :template AND #templateAt <= :templateAt)',
        values: { template, templateAt: new Date(at).toISOString(), templateVersion },
      });
      const kept = item ?? (await table.get(leaseKey(service))) ?? {};
      return { taskDefinitionArn: text(kept, 'template'), at: text(kept, 'templateAt'), version: count(kept, 'templateVersion') };
    },
  };
}

/** Whom a service that nobody has is kept for, when that keeps this one away. */
function reservedBy(item: Item | undefined, holder: string, at: Date): Pick<Lease, 'holder'> | undefined {
  if (item === undefined || !destroysWayBack(holder)) return undefined;
  const [next, until = ''] = [optionalText(item, 'next'), optionalText(item, 'nextUntil')];
  return next !== undefined && until > at.toISOString() ? { holder: next } : undefined;
}

/** Who has a service now, read strongly consistent. */
export async function leaseOf(table: Table, service: string): Promise<Lease | undefined> {
  return heldLease(await table.get(leaseKey(service)));
}

function taking({ holder, executionArn, alarmArns, candidateLane, askedAt }: Parameters<Ledger['lease']>[0], at: Date) {
  const { job } = jobOf(holder);
  // A stack update does not end a reservation that was made under the one before, nor does a retirement end what it may not have.
  const ends = job === 'deployment' || job === 'rollback' ? ' REMOVE #next, #nextUntil' : '';
  return {
    update:
      'SET #fence = if_not_exists(#fence, :none) + :one, #held = :held, #holder = :holder, #executionArn = :executionArn, ' +
      `#alarmArns = :alarmArns, #candidateLane = :candidateLane, #leasedAt = :leasedAt${askedAt === undefined ? '' : ', #askedAt = :askedAt'}${ends}`,
    condition: `attribute_not_exists(#holder)${destroysWayBack(holder) ? ' AND (attribute_not_exists(#next) OR #nextUntil <= :leasedAt)' : ''}`,
    values: { none: 0, one: 1, held: heldPartition, holder, executionArn, alarmArns, candidateLane, askedAt, leasedAt: at.toISOString() },
  };
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
