import { isDeepStrictEqual } from 'node:util';
import { simulatedServices } from '../scenario/simulated-services.ts';
import type { Oracle } from './oracle.ts';
import { firstEnteredMs, launchedMs } from './seen/entered-states.ts';
import { type AdmittedSeen, phaseOf, type Seen, seen } from './seen/seen.ts';

/** Two periods of the sweep, which believes only weights that last, and the tries of a page. */
const pageSeconds = 300;

/** Somebody wrote other weights than the deployment intends, and they are still there. */
export const driftIsPaged: Oracle = {
  id: 'F14',
  name: 'foreign weights call a person',
  holds:
    'weights that somebody else wrote under a deployment, and that have lasted for five minutes without a fault, have called a person, who is told of them',
  watch: (sim) => {
    const book = seen(sim);
    return {
      everyFewSeconds: () => {
        if (!sim.faultsOver()) return undefined;
        for (const { name } of simulatedServices) {
          const latest = book.latest(name);
          const wrong = latest && notPaged(book, latest);
          if (wrong !== undefined) return wrong;
        }
        return undefined;
      },
    };
  },
};

function notPaged(book: Seen, latest: AdmittedSeen): string | undefined {
  const { sim, records, traffic } = book;
  const { id, service, plan, execution } = latest;
  const changes = traffic.of(service);
  const last = changes.at(-1);
  const progressMs = firstEnteredMs(execution, 'Progress');
  if (last?.by !== 'somebody' || progressMs === undefined || phaseOf(latest) !== 'forward') return undefined;
  const intended = plan.steps[records.of(id)?.stepIndex ?? -1]?.candidatePercent ?? 0;
  if (last.share[plan.candidate.lane] === intended) return undefined;
  if (sim.now().getTime() - Math.max(last.atMs, progressMs, sim.faultsEndMs()) < pageSeconds * 1_000) return undefined;
  // The same weights once more are the same drift: people know.
  const first = changes.find(({ by, share, atMs }) => {
    return by === 'somebody' && atMs >= launchedMs(execution) && isDeepStrictEqual(share, last.share);
  });
  const sinceMs = first?.atMs ?? last.atMs;
  const isTold = sim.world.sns.published().some(({ subject = '', message, at }) => {
    return subject.startsWith('Sluice froze') && message.includes(id) && at.getTime() >= sinceMs;
  });
  if (isTold) return undefined;
  return `${id} intends ${intended} %, the rule shows ${JSON.stringify(last.share)}, and nobody was called`;
}
