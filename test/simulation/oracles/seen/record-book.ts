import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CallRecord } from '../../../../local/aws/router.ts';

type Item = Readonly<Record<string, AttributeValue | undefined>>;

/** A record of a deployment, as it passed by when Sluice wrote or read it last. */
export interface RecordSeen {
  readonly id: string;
  readonly status: string;
  readonly stepIndex: number;
  readonly sequence: number;
  /** The steps that people approved. */
  readonly approvedSteps: readonly number[];
  /** The stored signal, as JSON text. */
  readonly signal: string | undefined;
  /** The plan, as JSON text. */
  readonly plan: string;
  /** ISO 8601. */
  readonly admittedAt: string;
  /** When the rollback window of a promotion ends, ISO 8601. */
  readonly retireAt: string | undefined;
  /** Statuses that were seen before this one, oldest first. */
  readonly earlier: readonly string[];
}

/** Fault `late-index` shows the list as it was ten seconds ago at most, and clocks differ by some. */
const listedSeconds = 60;

/** What the ledger says, learned from the answers that DynamoDB gives. A write whose answer was lost shows at the next read. */
export class RecordBook {
  readonly #records = new Map<string, RecordSeen>();
  readonly #leases = new Map<string, Item>();
  readonly #leasedMs = new Map<string, number>();

  /** Takes an answer in, and tells the record that changed its status, if one did. */
  learn({ service, operation, input, outcome, caller, at }: CallRecord): RecordSeen | undefined {
    if (service !== 'DynamoDB' || outcome.kind !== 'answered' || caller.roleArn === 'local') return undefined;
    const { Item: item, Items: items = [], Attributes: attributes } = outcome.output as Answer;
    const put = operation === 'PutItem' ? (input as Answer).Item : undefined;
    let changed: RecordSeen | undefined;
    const { IndexName } = input as { readonly IndexName?: string };
    if (IndexName === 'held') this.#forget(items, at);
    // What an index lists may be of the past.
    for (const each of [put, item, attributes, ...(IndexName === undefined ? items : [])]) changed = this.#take(each) ?? changed;
    return changed;
  }

  of(deploymentId: string): RecordSeen | undefined {
    return this.#records.get(deploymentId);
  }

  /** Who has the lease of a service. */
  holderOf(service: string): string | undefined {
    return this.#leases.get(service)?.holder?.S;
  }

  /** When a holder took its lease, in epoch milliseconds as its own clock said; undefined: no lease of it was seen. */
  leasedMs(holder: string): number | undefined {
    return this.#leasedMs.get(holder);
  }

  /** Whose service was given back: a lease that is not listed, unless it is so young that the list may not show it yet. */
  #forget(listed: readonly Item[], at: Date): void {
    for (const [service, lease] of this.#leases) {
      const isYoung = at.getTime() - Date.parse(lease.leasedAt?.S ?? '') < listedSeconds * 1_000;
      if (!isYoung && !listed.some(({ sk }) => sk?.S === service)) this.#leases.delete(service);
    }
  }

  #take(item: Item | undefined): RecordSeen | undefined {
    if (item?.pk?.S?.startsWith('LEASE#')) this.#takeLease(item);
    // What only refuses an admission that comes late has no id.
    const id = item?.sk?.S === 'RECORD' ? item.id?.S : undefined;
    if (item === undefined || id === undefined) return undefined;
    const before = this.#records.get(id);
    const sequence = Number(item.sequence?.N ?? 0);
    if (before !== undefined && sequence < before.sequence) return undefined;
    const status = item.status?.S ?? '';
    const earlier = before === undefined || before.status === status ? (before?.earlier ?? []) : [...before.earlier, before.status];
    const seen = {
      id,
      status,
      sequence,
      earlier,
      signal: item.signal?.S,
      admittedAt: item.admittedAt?.S ?? '',
      retireAt: item.retireAt?.S,
      plan: item.plan?.S ?? '',
      stepIndex: Number(item.stepIndex?.N ?? -1),
      approvedSteps: (item.approvedSteps?.L ?? []).map(({ S }) => Number(S)),
    };
    this.#records.set(id, seen);
    return before?.status === status ? undefined : seen;
  }

  #takeLease(item: Item): void {
    const { sk, holder, leasedAt } = item;
    this.#leases.set(sk?.S ?? '', item);
    if (holder?.S !== undefined && leasedAt?.S !== undefined) this.#leasedMs.set(holder.S, Date.parse(leasedAt.S));
  }
}

interface Answer {
  readonly Item?: Item;
  readonly Items?: readonly Item[];
  readonly Attributes?: Item;
}
