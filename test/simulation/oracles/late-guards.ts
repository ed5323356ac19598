import type { CallRecord } from '../../../local/aws/router.ts';
import type { Oracle } from './oracle.ts';
import { seen } from './seen/seen.ts';
import { signalledRecord } from './seen/signalled-record.ts';

/** What a signal finds when nobody waits for it yet. */
export const lateGuardsHear: Oracle = {
  id: 'F07',
  name: 'a guard that begins late hears of it',
  holds: 'a guard that registers after a signal was stored is answered at once: it never waits for what came before it',
  watch: (sim) => {
    const book = seen(sim);
    const signalledMs = new Map<string, number>();
    return {
      afterCall: (ended) => {
        const signalled = signalledRecord(ended);
        if (signalled !== undefined && !signalledMs.has(signalled)) signalledMs.set(signalled, sim.now().getTime());
        const { answered } = book;
        if (answered?.kind !== 'waiting' || !isGuard(ended)) return undefined;
        const { deploymentId, askedAtMs } = answered;
        const atMs = signalledMs.get(deploymentId);
        if (atMs === undefined || atMs >= askedAtMs) return undefined;
        return `the guard of ${deploymentId} waits for a signal that was stored ${(askedAtMs - atMs) / 1_000} s before it began`;
      },
    };
  },
};

function isGuard({ input }: CallRecord): boolean {
  const { Payload = '' } = input as { readonly Payload?: Uint8Array | string };
  const asked = JSON.parse(typeof Payload === 'string' ? Payload : new TextDecoder().decode(Payload)) as {
    readonly wait?: { readonly kind?: string };
  };
  return asked.wait?.kind === 'guard';
}
