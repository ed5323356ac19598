import { historyEvents } from '../../../core/deployment/history-budget.ts';
import { simulatedServices } from '../scenario/simulated-services.ts';
import type { Oracle } from './oracle.ts';
import { enteredStates, firstEnteredMs } from './seen/entered-states.ts';
import { isSluices } from './seen/machine-of.ts';
import { phaseOf, seen } from './seen/seen.ts';

/** History events that a try costs which failed: scheduled, started, failed. */
const eventsPerFailedTry = 3;

/** Step Functions ends an execution whose history is full. */
export const historyWithinBudget: Oracle = {
  id: 'F22',
  name: 'histories stay within their budget',
  holds: 'no execution has more history events than its plan was admitted with room for, retries apart',
  watch: (sim) => ({
    atEnd: () => {
      for (const { id, execution, plan } of sim.deployments()) {
        if (plan === undefined) continue;
        const { events } = execution.history;
        const failed = events.filter(({ type }) => /(TaskFailed|TaskTimedOut|FunctionFailed|FunctionTimedOut)$/.test(type)).length;
        const counted = events.length - eventsPerFailedTry * failed;
        if (counted > historyEvents(plan)) return `${id} has ${counted} history events, its plan allows ${historyEvents(plan)}`;
      }
      return undefined;
    },
  }),
};

/** What the tries of launching, and the last inspection, may take on top. */
const launchSlackSeconds = 180;

/** Capacity may never come. */
export const launchesEnd: Oracle = {
  id: 'F50',
  name: 'a launch is not waited for without end',
  holds: 'a candidate that is not healthy within its launch time, and some minutes without faults, is given up',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: book.after(() => undefined),
      everyFewSeconds: () => {
        for (const { name } of simulatedServices) {
          const latest = book.latest(name);
          if (latest === undefined || phaseOf(latest) !== 'forward' || firstEnteredMs(latest.execution, 'Progress') !== undefined) continue;
          const launchedMs = firstEnteredMs(latest.execution, 'LaunchCandidate') ?? latest.execution.startedAt.getTime();
          const faultsEndMs = sim.now().getTime() - (sim.elapsedSeconds() - sim.scenario.faultsEndSeconds) * 1_000;
          const sinceMs = Math.max(launchedMs + latest.plan.launchSeconds * 1_000, faultsEndMs);
          if (sim.now().getTime() - sinceMs > launchSlackSeconds * 1_000)
            return `${latest.id} still waits for a candidate that it launched`;
        }
        return undefined;
      },
    };
  },
};

/** Calls of AWS that one deployment may cost: each of its looks makes about ten, and a look is every half minute at most. */
const [callsPerState, callsPerExecution, callsPerMinute] = [40, 400, 60];

/** A loop that polls would be expensive before it is noticed. */
export const callsWithinBudget: Oracle = {
  id: 'F64',
  name: 'calls stay within their budget',
  holds: 'Sluice makes at most so many calls of AWS as its states, executions and minutes explain: nothing polls without end',
  watch: (sim) => {
    let calls = 0;
    return {
      afterCall: (ended) => {
        // A call that AWS refused is made again: how often is the business of its own limits.
        if (isSluices(ended) && ended.outcome.kind === 'answered') calls += 1;
        return undefined;
      },
      atEnd: () => {
        const executions = [...sim.deployments().map(({ execution }) => execution), ...sim.restores()];
        const states = executions.reduce((sum, execution) => sum + enteredStates(execution).length, 0);
        const allowed = states * callsPerState + executions.length * callsPerExecution + (sim.elapsedSeconds() / 60) * callsPerMinute;
        return calls > allowed
          ? `${calls} calls, ${Math.round(allowed)} are explained by ${executions.length} executions with ${states} states`
          : undefined;
      },
    };
  },
};
