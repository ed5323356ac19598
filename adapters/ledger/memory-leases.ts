import type { Signal } from '../../core/deployment/deployment.ts';
import { destroysWayBack, jobOf } from '../../core/deployment/holders.ts';
import type { Template } from '../../core/deployment/template.ts';
import type { Lease, Ledger } from './ledger.ts';

type Taking = Pick<Ledger, 'lease' | 'heldLeases' | 'leaseOf' | 'abortUnbegun' | 'release'>;
type Part = Taking & Pick<Ledger, 'reserve' | 'unreserve' | 'newestPush' | 'newestTemplate'>;
type Reserved = Map<string, { readonly holder: string; readonly until: string }>;

/**
 * Leases of a ledger that forgets.
 *
 * @param held by service, for who asks whether a deployment has its lease
 * @param fenceOff the record of a holder whose lease is given back takes no decision any more, and is not made any more
 */
export function memoryLeases(held: Map<string, Lease>, fenceOff: (lease: Lease) => void): Part {
  const reserved: Reserved = new Map();
  return { ...taking(held, reserved, fenceOff), ...reservations(held, reserved), ...pushes(), ...templates() };
}

function taking(held: Map<string, Lease>, reserved: Reserved, fenceOff: (lease: Lease) => void): Taking {
  const fences = new Map<string, number>();
  const aborts = new Map<string, Signal>();
  const asKept = (lease: Lease): Lease => {
    const aborted = aborts.get(lease.service);
    return copy({ ...lease, ...(aborted !== undefined && { aborted }) });
  };
  const heldBy = (service: string): Lease | undefined => {
    const lease = held.get(service);
    return lease && asKept(lease);
  };
  return {
    async lease(request, at) {
      const by = heldBy(request.service);
      if (by !== undefined) {
        const isNew = by.leasedAt === at.toISOString();
        return by.holder === request.holder ? { kind: 'leased', lease: by, isNew } : { kind: 'held', by };
      }
      const next = reservedBy(reserved, request, at);
      if (next !== undefined) return { kind: 'held', by: next };
      const fence = (fences.get(request.service) ?? 0) + 1;
      const lease = copy({ ...request, fence, leasedAt: at.toISOString() });
      fences.set(request.service, fence);
      held.set(request.service, lease);
      return { kind: 'leased', lease: asKept(lease), isNew: true };
    },
    heldLeases: async () => [...held.values()].map(asKept).sort((one, other) => (one.service < other.service ? -1 : 1)),
    leaseOf: async (service) => heldBy(service),
    async abortUnbegun(service, abort) {
      const before = aborts.get(service);
      if (before === undefined || Date.parse(before.occurredAt) < Date.parse(abort.occurredAt)) aborts.set(service, copy(abort));
      return heldBy(service);
    },
    async release(service, holder, fence) {
      const lease = held.get(service);
      if (lease?.holder !== holder || (fence !== undefined && lease.fence !== fence)) return;
      fenceOff(lease);
      held.delete(service);
    },
  };
}

function reservations(held: ReadonlyMap<string, Lease>, reserved: Reserved): Pick<Ledger, 'reserve' | 'unreserve'> {
  return {
    async reserve(service, by, next) {
      if (held.get(service)?.holder !== by) return false;
      reserved.set(service, copy(next));
      return true;
    },
    async unreserve(service, holder) {
      if (reserved.get(service)?.holder === holder) reserved.delete(service);
    },
  };
}

/**
 * Whom a service is kept for, when that keeps this holder away: who would replace the old lane, or put it to rest. A deployment that is not kept
 * away, and a rollback, ends the reservation.
 */
function reservedBy(
  reserved: Reserved,
  { service, holder }: Pick<Lease, 'service' | 'holder'>,
  at: Date,
): { readonly holder: string } | undefined {
  const next = reserved.get(service);
  if (next !== undefined && destroysWayBack(holder) && Date.parse(next.until) > at.getTime()) return { holder: next.holder };
  const { job } = jobOf(holder);
  if (job === 'deployment' || job === 'rollback') reserved.delete(service);
  return undefined;
}

function pushes(): Pick<Ledger, 'newestPush'> {
  const newest = new Map<string, number>();
  return {
    async newestPush(service, pushedAt) {
      const newestMs = Math.max(Date.parse(pushedAt), newest.get(service) ?? 0);
      newest.set(service, newestMs);
      return new Date(newestMs).toISOString();
    },
  };
}

function templates(): Pick<Ledger, 'newestTemplate'> {
  const newest = new Map<string, Template>();
  return {
    async newestTemplate(service, { taskDefinitionArn, at, version }) {
      const declared = { taskDefinitionArn, at: new Date(at).toISOString(), version };
      const kept = newest.get(service) ?? declared;
      const answer = kept.taskDefinitionArn !== taskDefinitionArn && kept.at <= declared.at ? declared : kept;
      newest.set(service, answer);
      return copy(answer);
    },
  };
}

function copy<T>(value: T): T {
  return structuredClone(value);
}
