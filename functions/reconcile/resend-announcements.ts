import type { Announcer } from '../../adapters/announcer.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { inTurn } from './in-turn.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'owed' | 'paid'>;
  /** The bus itself: what it refuses stays owed. */
  readonly announcer: Announcer;
  readonly now: () => Date;
}

/**
 * A sweep that afterwards sends what is owed to the bus, oldest first. What is refused keeps nothing else back, such as a person's request:
 * the next minute tries it again. A bus that does not answer is left after a few seconds.
 * Users come first, so announcements neither delay the sweep nor make it fail, and a sweep that failed does not keep them back.
 */
export function thenResend<T>(sweep: (event?: unknown) => Promise<T>, needs: Needs): (event?: unknown) => Promise<T> {
  return async (event) => {
    try {
      return await sweep(event);
    } finally {
      await resend(needs);
    }
  };
}

async function resend({ ledger, announcer, now }: Needs): Promise<void> {
  const beganMs = now().getTime();
  const mayBegin = () => now().getTime() - beganMs < limits.resendSeconds.value * 1_000;
  const oldest = copies(await owedBy(ledger)).slice(0, limits.resentAtOnce.value);
  const turns = await inTurn(oldest, { atOnce: 1, mayBegin }, async ({ event, keys }) => {
    await announcer.announce(event);
    for (const key of keys) await ledger.paid(key, now());
  });
  for (const turn of turns) if (turn.kind === 'failed' && !(turn.error instanceof DependencyError)) throw turn.error;
}

type Owed = Awaited<ReturnType<Ledger['owed']>>[number];

/**
 * What is owed, with all keys of what asks for the same: a request that waits comes back here as often as it was sent, and the bus, or two runs of
 * the reconciler at once, may send it twice. One is sent for all, or there would be twice as many each time.
 */
function copies(owed: readonly Owed[]): readonly { readonly event: Owed['event']; readonly keys: readonly string[] }[] {
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
