import { type ServiceName, simulatedServices } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { firstEnteredMs, hasLaunched } from './seen/entered-states.ts';
import { executionsOf } from './seen/executions-of.ts';
import { rolesIn, type Seen, seen } from './seen/seen.ts';
import { takingBackNow } from './seen/takings-back.ts';

/** Two periods of the sweep, and what a restore takes until ELB shows what it wrote: at most three looks at stable of ten seconds each. */
export const wholeAgainSeconds = 2 * 60 + 30;

/**
 * Users whom a machine that is gone left where it had sent them are whole again in {@link wholeAgainSeconds}, counted from its end or, if it
 * is later, from when `isClear` says that nothing keeps back who looks after them. Time in which stable serves nobody does not count: users
 * of a candidate that serves are not sent there. Once everything is at rest, nobody is split at all.
 */
export function wholeAgain(isClear: (sim: Simulated) => boolean): Oracle['watch'] {
  return (sim) => {
    const book = seen(sim);
    const sinceMs = new Map<ServiceName, number>();
    const late = (name: ServiceName): string | undefined => {
      const split = isClear(sim) ? whatIsSplit(book, name) : undefined;
      if (split === undefined || !stableServes(book, name)) {
        sinceMs.delete(name);
        return undefined;
      }
      const since = Math.max(sinceMs.get(name) ?? sim.now().getTime(), stoppedMs(sim, name));
      sinceMs.set(name, since);
      const seconds = (sim.now().getTime() - since) / 1_000;
      return seconds > wholeAgainSeconds + growthSeconds(book, name)
        ? `${split} for ${seconds} s, its machine is gone and nothing is in the way`
        : undefined;
    };
    return {
      everyFewSeconds: () => firstOf(late),
      atEnd: () => firstOf((name) => (isAtWork(sim, name) ? undefined : whatIsSplit(book, name))),
    };
  };
}

function firstOf(check: (name: ServiceName) => string | undefined): string | undefined {
  for (const { name } of simulatedServices) {
    const wrong = check(name);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Where a machine that is gone left the users of a service; undefined: they are whole, it is there, or somebody else wrote the rule since. */
function whatIsSplit(book: Seen, name: ServiceName): string | undefined {
  const last = book.traffic.of(name).at(-1);
  if (last === undefined || last.by === 'somebody') return undefined;
  const taken = takingBackNow(book, name);
  const latest = book.latest(name);
  const lost = taken === undefined ? latest : { plan: taken.plan, execution: taken.first };
  if (lost?.execution.outcome === undefined || last.share[lost.plan.stable.lane] === 100) return undefined;
  if (taken === undefined && last.share[lost.plan.candidate.lane] === 100) {
    const { status, signal } = book.records.of(lost.plan.deploymentId) ?? {};
    // One that was decided and that nobody spoke against only lacks its record.
    const isPromoted = status === 'promoted' || (status === 'promoting' && signal === undefined);
    if (isPromoted || !hasLaunched(lost.execution)) return undefined;
  }
  return `the users of ${name} are at ${JSON.stringify(last.share)}`;
}

function stableServes(book: Seen, name: ServiceName): boolean {
  const plan = (takingBackNow(book, name) ?? book.latest(name))?.plan;
  return plan !== undefined && rolesIn(book.swept(name), plan).stable.healthy > 0;
}

/** A restore of a promotion that is taken back may wait for a launch: the lane that serves has grown since. */
function growthSeconds(book: Seen, name: ServiceName): number {
  const { plan, runs = [] } = takingBackNow(book, name) ?? {};
  return runs.some((run) => firstEnteredMs(run, 'GrowStable') !== undefined) ? (plan?.launchSeconds ?? 0) : 0;
}

function isAtWork(sim: Simulated, name: ServiceName): boolean {
  return executionsOf(sim, name).some(({ outcome }) => outcome === undefined);
}

/** When a machine of the service was stopped last, in world milliseconds: who looks after it begins anew. */
function stoppedMs(sim: Simulated, name: ServiceName): number {
  const stopped = executionsOf(sim, name).filter(({ outcome }) => outcome?.status === 'ABORTED');
  return Math.max(0, ...stopped.map(({ stoppedAt }) => stoppedAt?.getTime() ?? 0));
}
