import type { Announcer } from '../../adapters/announcer.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { DependencyError } from '../../core/errors.ts';
import type { SluiceEvent } from '../../core/events/published-events.ts';
import { limits } from '../../core/limits.ts';
import { AnnouncementsOwedError } from './announcements-owed-error.ts';
import { inTurn } from './in-turn.ts';
import { turned } from './turned.ts';
import { wokenBy } from './woken-by.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'owed' | 'paid'>;
  /** The bus itself: what it refuses stays owed. */
  readonly announcer: Announcer;
  readonly now: () => Date;
}

/**
 * A sweep that afterwards sends what is owed to the bus: rollbacks that wait first, oldest first, then the others, beginning elsewhere in each
 * minute, so that what is refused for good keeps nothing else back. A bus that does not answer is left after a few seconds. Users come first:
 * announcements do not delay the sweep, and a sweep that failed does not keep them back.
 *
 * @throws {AnnouncementsOwedError} the sweep went well, and something is owed for over an hour. Who was woken for one execution leaves that to
 *   the sweep.
 */
export function thenResend<T>(sweep: (event?: unknown) => Promise<T>, needs: Needs): (event?: unknown) => Promise<T> {
  return async (event) => {
    const swept = sweep(event);
    await Promise.allSettled([swept]);
    const overdue = await resend(needs);
    const answer = await swept;
    if (overdue.length > 0 && wokenBy(event) === undefined) throw new AnnouncementsOwedError(overdue);
    return answer;
  };
}

/** @returns what was not sent and is owed for too long */
async function resend({ ledger, announcer, now }: Needs): Promise<readonly SluiceEvent[]> {
  const began = now();
  const mayBegin = () => now().getTime() - began.getTime() < limits.resendSeconds.value * 1_000;
  const waiting = inOrder(copies(await owedBy(ledger)), began);
  const [first, later] = [waiting.slice(0, limits.resentAtOnce.value), waiting.slice(limits.resentAtOnce.value)];
  const turns = await inTurn(first, { atOnce: 1, mayBegin }, async ({ event, keys }) => {
    await announcer.announce(event);
    for (const key of keys) await ledger.paid(key, now());
  });
  for (const turn of turns) if (turn.kind === 'failed' && !(turn.error instanceof DependencyError)) throw turn.error;
  const unsent = [...turns.flatMap((turn) => (turn.kind === 'done' ? [] : [turn.item])), ...later];
  return unsent.map(({ event }) => event).filter(({ at }) => began.getTime() - Date.parse(at) > limits.owedSeconds.value * 1_000);
}

/** A request waits for nobody who only tells of something. */
function inOrder(waiting: readonly Waiting[], at: Date): readonly Waiting[] {
  const isRequest = ({ event }: Waiting) => event.type === 'RollbackPostponed';
  const others = waiting.filter((each) => !isRequest(each));
  return [...waiting.filter(isRequest), ...turned(others, at)];
}

type Owed = Awaited<ReturnType<Ledger['owed']>>[number];

/** One to be sent, with the keys of all that it is sent for. */
interface Waiting {
  readonly event: SluiceEvent;
  readonly keys: readonly string[];
}

/**
 * What is owed, with all keys of what asks for the same: a request that waits comes back here as often as it was sent, and the bus, or two runs of
 * the reconciler at once, may send it twice. One is sent for all, or there would be twice as many each time.
 */
function copies(owed: readonly Owed[]): readonly Waiting[] {
  const groups = new Map<string, { readonly event: Owed['event']; readonly keys: string[] }>();
  for (const { key, event } of owed) {
    const request = event.type === 'RollbackPostponed' ? JSON.stringify([event.deploymentId, event.detail]) : key;
    const group = groups.get(request) ?? { event, keys: [] };
    group.keys.push(key);
    groups.set(request, group);
  }
  return [...groups.values()];
}

async function owedBy({ owed }: Pick<Ledger, 'owed'>): ReturnType<Ledger['owed']> {
  try {
    return await owed();
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
    return [];
  }
}
