import { historyCosts, historyEvents } from '../../../core/deployment/history-budget.ts';
import type { Plan } from '../../../core/deployment/plan.ts';
import { valueAt } from '../../../core/input.ts';
import type { Execution } from '../../../local/asl/execution.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import { simulatedServices } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { firstEnteredMs, launchedMs } from './seen/entered-states.ts';
import { givenPlan } from './seen/executions-of.ts';
import { isSluices, machineOf } from './seen/machine-of.ts';
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

/** What an onlooker knows at the end that explains calls. Minutes are of the world, and count each execution for itself. */
interface Explained {
  readonly executions: number;
  /** Until they ended, or only wait for the end of a rollback window. */
  readonly minutes: number;
  /** Those that moved users forward, and for how long. */
  readonly looking: number;
  readonly lookedMinutes: number;
  /** Events and schedules that reached a function, each as often as it was tried. */
  readonly deliveries: number;
  /** Calls of those functions that AWS refused or did not answer: for 20 s each makes them begin anew. */
  readonly refused: number;
  /** Functions, other than looks, that a machine asked in vain: each try makes its calls again. */
  readonly again: number;
}

/** Callers of AWS, and how many of their calls are explained. */
interface Budget {
  readonly who: string;
  readonly isOf: (roleArn: string) => boolean;
  readonly allowed: (by: Explained) => number;
}

const isLook = (roleArn: string): boolean => /nextstep/i.test(roleArn);
const isWoken = (roleArn: string): boolean => /signaldeployment|startdeployment|reconcile|sweep/i.test(roleArn);

/**
 * Two looks a minute of a dozen calls, some of them again after a fault; an event whose delivery begins anew; an inspection every ten seconds, and
 * an admission of some twenty calls that is tried again while a service is down. Of 1,000 seeds, the one that needed most made 63 % and 45 %
 * of what looks and woken functions are allowed here; of 300, among them one with eleven tries of an admission, 68 % of what the others are.
 */
const budgets: readonly Budget[] = [
  { who: 'looks', isOf: isLook, allowed: ({ looking, lookedMinutes }) => 80 * looking + 50 * lookedMinutes },
  { who: 'functions that events wake', isOf: isWoken, allowed: ({ deliveries, refused }) => 15 * deliveries + 8 * refused },
  {
    who: 'machines and what else they ask',
    isOf: (roleArn) => !isLook(roleArn) && !isWoken(roleArn),
    allowed: ({ executions, minutes, again }) => 100 * executions + 40 * minutes + 12 * again,
  },
];

/** Whether a machine asked a function, other than for a look, and got no answer. */
function isInVain(call: CallRecord): boolean {
  const { service, input, outcome } = call;
  if (service !== 'Lambda' || machineOf(call) === undefined || /next-step/.test(String(valueAt(input, 'FunctionName')))) return false;
  return outcome.kind === 'failed' || valueAt(outcome.output, 'FunctionError') !== undefined;
}

/** A loop that polls would be expensive before it is noticed. */
export const callsWithinBudget: Oracle = {
  id: 'F64',
  name: 'calls stay within their budget',
  holds:
    'over a whole seed, looks, functions that events wake, and machines each make, all together, at most so many calls that AWS answers as the minutes in which users are moved, the deliveries, and the executions with their minutes explain; no single execution has more history events, those of refused tries among them, than its plan was admitted with: nothing polls without end',
  watch: (sim) => {
    const calls = new Map<string, number>();
    let [deliveries, refused, again] = [0, 0, 0];
    return {
      afterCall: (ended) => {
        if (ended.service === 'Lambda' && ended.caller.roleArn === 'events.amazonaws.com') deliveries += 1;
        if (!isSluices(ended)) return undefined;
        if (isInVain(ended)) again += 1;
        if (ended.outcome.kind !== 'answered') {
          // A call that AWS refused is made again: how often is the business of its own limits.
          if (isWoken(ended.caller.roleArn)) refused += 1;
          return undefined;
        }
        calls.set(ended.caller.roleArn, (calls.get(ended.caller.roleArn) ?? 0) + 1);
        return undefined;
      },
      atEnd: () => {
        const by = { ...explained(sim), deliveries, refused, again };
        for (const { who, isOf, allowed } of budgets) {
          const made = [...calls].reduce((total, [roleArn, count]) => total + (isOf(roleArn) ? count : 0), 0);
          if (made > allowed(by)) return `${made} calls by ${who}, ${Math.round(allowed(by))} are explained by ${JSON.stringify(by)}`;
        }
        return longHistory(sim);
      },
    };
  },
};

/** An execution with more history than its plan was admitted with; one without a plan may have what every deployment may have besides its looks. */
function longHistory(sim: Simulated): string | undefined {
  const restores = sim.restores().map((execution) => ({ execution, plan: givenPlan(execution) }));
  for (const { execution, plan } of [...sim.deployments(), ...restores]) {
    const [made, allowed] = [execution.history.events.length, allowedEvents(plan)];
    if (made > allowed) return `${execution.request.name} has ${made} history events, its plan explains ${allowed}`;
  }
  return undefined;
}

/** Of 1,000 seeds, no execution made more than 19 % of what its plan allows; of those without a plan, none more than 86 events. */
function allowedEvents(plan: Plan | undefined): number {
  return plan === undefined ? historyCosts.fixed : historyEvents(plan);
}

function explained(sim: Simulated): Omit<Explained, 'deliveries' | 'refused' | 'again'> {
  const executions = [...sim.deployments().map(({ execution }) => execution), ...sim.restores()];
  const [lastedMs, lookedMs] = [
    executions.map((each) => endedMs(sim, each) - each.startedAt.getTime()),
    executions.flatMap(lookedMsOf(sim)),
  ];
  return {
    executions: executions.length,
    minutes: sum(lastedMs) / 60_000,
    looking: lookedMs.length,
    lookedMinutes: sum(lookedMs) / 60_000,
  };
}

function endedMs(sim: Simulated, execution: Execution): number {
  return firstEnteredMs(execution, 'RecordPromotion') ?? (execution.stoppedAt ?? sim.now()).getTime();
}

function lookedMsOf(sim: Simulated): (execution: Execution) => readonly number[] {
  return (execution) => {
    const sinceMs = firstEnteredMs(execution, 'Progress');
    return sinceMs === undefined ? [] : [(firstEnteredMs(execution, 'InspectStable') ?? endedMs(sim, execution)) - sinceMs];
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
