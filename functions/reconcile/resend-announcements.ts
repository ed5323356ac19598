import type { Announcer } from '../../adapters/announcer.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Pager } from '../../adapters/pager.ts';
import { DependencyError } from '../../core/errors.ts';
import type { SluiceEvent } from '../../core/events/published-events.ts';
import { limits } from '../../core/limits.ts';
import { inTurn } from './in-turn.ts';
import { tellUnheard, type Unheard } from './tell-unheard.ts';
import { turned } from './turned.ts';
import { wokenBy } from './woken-by.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'owed' | 'paid' | 'turnNow' | 'turnBack'>;
  /** The bus itself: what it refuses stays owed. */
  readonly announcer: Announcer;
  readonly pager: Pager;
  readonly now: () => Date;
}

/**
 * A sweep that afterwards sends what is owed to the bus: rollbacks that wait first, then the others, oldest first. Of more than it sends at once
 * it takes others in each minute, so that what is refused for good keeps nothing else back. A bus that does not answer is left after a few seconds.
 * Users come first: announcements do not delay the sweep, and a sweep that failed does not keep them back.
 *
 * What the bus refuses fails no sweep: its alarm rings once until sweeps are well again, and is for leases. People are paged for it instead; who
 * was woken for one execution leaves that to the sweep.
 */
export function thenResend<T>(sweep: (event?: unknown) => Promise<T>, needs: Needs): (event?: unknown) => Promise<T> {
  return async (event) => {
    const swept = sweep(event);
    await Promise.allSettled([swept]);
    const resent = resend(needs).then((refused) => (wokenBy(event) === undefined ? tellUnheard(needs, refused) : undefined));
    await Promise.allSettled([resent]);
    // That leases are neglected comes before anything else that failed.
    const answer = await swept;
    await resent;
    return answer;
  };
}

/** @returns what the bus did not take, of what it was asked to */
async function resend({ ledger, announcer, now }: Needs): Promise<readonly Unheard[]> {
  const began = now();
  const mayBegin = () => now().getTime() - began.getTime() < limits.resendSeconds.value * 1_000;
  const refused: Unheard[] = [];
  const turns = await inTurn(chosen(copies(await owedBy(ledger)), began), { atOnce: 1, mayBegin }, async ({ event, keys }) => {
    try {
      await announcer.announce(event);
    } catch (error) {
      refused.push({ event, keys, error });
      return;
    }
    for (const key of keys) await ledger.paid(key, now());
  });
  for (const turn of turns) if (turn.kind === 'failed' && !(turn.error instanceof DependencyError)) throw turn.error;
  return refused;
}

/** A request waits for nobody who only tells of something. */
function chosen(waiting: readonly Waiting[], at: Date): readonly Waiting[] {
  const requests = waiting.filter(({ event }) => event.type === 'RollbackPostponed').slice(0, limits.resentAtOnce.value);
  const others = waiting.filter(({ event }) => event.type !== 'RollbackPostponed');
  const taken = turned(others, at, ({ keys }) => keys.join()).slice(0, limits.resentAtOnce.value - requests.length);
  return [...requests, ...others.filter((each) => taken.includes(each))];
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
