import { simulatedServices } from '../scenario/simulated-services.ts';
import type { Oracle } from './oracle.ts';
import { firstEnteredMs, launchedMs } from './seen/entered-states.ts';
import { isSluices } from './seen/machine-of.ts';
import { phaseOf, seen } from './seen/seen.ts';

/** What the tries of launching, and the last inspection, may take on top. */
const launchSlackSeconds = 180;

/** For so long nothing is launched while somebody else's weights send users elsewhere than to stable: thirty waits of up to 90 s, with their looks. */
const unlaunchedSeconds = 3_000;

/** Capacity may never come. */
export const launchesEnd: Oracle = {
  id: 'F50',
  name: 'a launch is not waited for without end',
  holds: 'a candidate that is not healthy within its launch time, and some minutes without faults, is given up',
  watch: (sim) => {
    const book = seen(sim);
    return {
      everyFewSeconds: () => {
        for (const { name } of simulatedServices) {
          const latest = book.latest(name);
          if (latest === undefined || phaseOf(latest) !== 'forward' || firstEnteredMs(latest.execution, 'Progress') !== undefined) continue;
          const sinceMs = Math.max(launchedMs(latest.execution) + latest.plan.launchSeconds * 1_000, sim.faultsEndMs());
          const isMeddledWith = book.traffic.of(name).at(-1)?.by === 'somebody';
          const slackSeconds = launchSlackSeconds + (isMeddledWith ? unlaunchedSeconds : 0);
          if (sim.now().getTime() - sinceMs > slackSeconds * 1_000) return `${latest.id} still waits for a candidate that it launched`;
        }
        return undefined;
      },
    };
  },
};

/**
 * Calls of AWS that are answered: to start and to end an execution, for each minute that it looks (a look every half minute, or an inspection
 * every ten seconds, with a dozen calls each), and for each minute of the world in which the reconciler wakes up.
 */
const [callsPerExecution, callsPerExecutionMinute, callsPerMinute] = [300, 100, 60];

/**
 * An event that is delivered, or delivered again because its answer was lost: three tries of a function, each of which begins anew for 20 s
 * while calls fail. Ten reads and writes each explain what is done.
 */
const callsPerDelivery = 30;

/** A loop that polls would be expensive before it is noticed. */
export const callsWithinBudget: Oracle = {
  id: 'F64',
  name: 'calls stay within their budget',
  holds:
    'Sluice makes at most so many calls of AWS as its executions, the minutes that they last and the events that are delivered to it explain: nothing polls without end',
  watch: (sim) => {
    let [calls, deliveries] = [0, 0];
    return {
      afterCall: (ended) => {
        if (ended.service === 'Lambda' && ended.caller.roleArn === 'events.amazonaws.com') deliveries += 1;
        // A call that AWS refused is made again: how often is the business of its own limits.
        if (isSluices(ended) && ended.outcome.kind === 'answered') calls += 1;
        return undefined;
      },
      atEnd: () => {
        const executions = [...sim.deployments().map(({ execution }) => execution), ...sim.restores()];
        const lastedMs = executions.map(({ startedAt, stoppedAt }) => (stoppedAt ?? sim.now()).getTime() - startedAt.getTime());
        const minutes = lastedMs.reduce((sum, ms) => sum + ms, 0) / 60_000;
        const allowed =
          executions.length * callsPerExecution +
          minutes * callsPerExecutionMinute +
          (sim.elapsedSeconds() / 60) * callsPerMinute +
          deliveries * callsPerDelivery;
        if (calls <= allowed) return undefined;
        return `${calls} calls, ${Math.round(allowed)} are explained by ${executions.length} executions in ${Math.round(minutes)} minutes and ${deliveries} deliveries`;
      },
    };
  },
};
