import type { Signal } from '../../../core/deployment/deployment.ts';
import type { Oracle } from './oracle.ts';
import { clockSlackSeconds } from './seen/clock-slack.ts';
import { type Seen, seen } from './seen/seen.ts';
import { signalledRecord } from './seen/signalled-record.ts';

/** An event may come when another deployment has the service. */
export const signalsAreOfTheirDeployment: Oracle = {
  id: 'F02',
  name: 'what was before it ends no deployment',
  holds:
    'a stored signal is not older than the lease of its deployment, and what a person asked for not older than the request, but for what clocks may differ',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: (ended) => {
        const id = signalledRecord(ended);
        const text = id === undefined ? undefined : book.records.of(id)?.signal;
        if (id === undefined || text === undefined) return undefined;
        const { kind, source, occurredAt } = JSON.parse(text) as Signal;
        const since = kind === 'abort' ? askedMs(book, id) : book.records.leasedMs(id);
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
