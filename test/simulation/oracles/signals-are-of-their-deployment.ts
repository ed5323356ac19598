import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Signal } from '../../../core/deployment/deployment.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { Oracle } from './oracle.ts';
import { clockSlackSeconds } from './seen/clock-slack.ts';
import { type Seen, seen } from './seen/seen.ts';
import { signalledRecord } from './seen/signalled-record.ts';

type Item = Readonly<Record<string, AttributeValue | undefined>>;

/** An event may come when another deployment has the service. */
export const signalsAreOfTheirDeployment: Oracle = {
  id: 'F02',
  name: 'what was before it ends no deployment',
  holds:
    'a stored signal is not older than the lease of its deployment, and what a person asked for not older than the request, but for what clocks may differ',
  watch: (sim) => {
    const book = seen(sim);
    const leasedMs = new Map<string, number>();
    return {
      afterCall: (ended) => {
        noteLeases(ended, leasedMs);
        const id = signalledRecord(ended);
        const text = id === undefined ? undefined : book.records.of(id)?.signal;
        if (id === undefined || text === undefined) return undefined;
        const { kind, source, occurredAt } = JSON.parse(text) as Signal;
        const since = kind === 'abort' ? askedMs(book, id) : leasedMs.get(id);
        if (since === undefined || Date.parse(occurredAt) >= since - clockSlackSeconds * 1_000) return undefined;
        return `${id}, which began ${new Date(since).toISOString()}, is to end because of ${source} at ${occurredAt}`;
      },
    };
  },
};

/** A person may mean what was asked for and had to wait for its turn. */
function askedMs(book: Seen, id: string): number | undefined {
  const at = book.find(id)?.request.trigger.at;
  return at === undefined ? undefined : Date.parse(at);
}

/** Who has a service since when, wherever it is written or read. */
function noteLeases({ service, outcome }: CallRecord, leasedMs: Map<string, number>): void {
  if (service !== 'DynamoDB' || outcome.kind !== 'answered') return;
  const { Item: item, Items: items = [], Attributes: attributes } = outcome.output as Answer;
  for (const { holder, leasedAt } of [item ?? {}, attributes ?? {}, ...items]) {
    if (holder?.S !== undefined && leasedAt?.S !== undefined) leasedMs.set(holder.S, Date.parse(leasedAt.S));
  }
}

interface Answer {
  readonly Item?: Item;
  readonly Items?: readonly Item[];
  readonly Attributes?: Item;
}
