import type { Execution } from '../../../local/asl/execution.ts';
import { type ServiceName, simulatedServices } from '../scenario/simulated-services.ts';
import type { LaneReality, Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { enteredStates, firstEnteredMs, launchedMs } from './seen/entered-states.ts';
import { executionsOf, givenPlan } from './seen/executions-of.ts';
import { machineOf } from './seen/machine-of.ts';
import { isPaged, type PageTried, pagesTried } from './seen/pages-tried.ts';
import { type AdmittedSeen, rolesIn, type Seen, seen } from './seen/seen.ts';
import { type WayBack, waysBack } from './seen/ways-back.ts';

/** How an execution that went back may end. */
function whatIsWrongWith(book: Seen, way: WayBack, tried: readonly PageTried[]): string | undefined {
  const { execution, plan } = way;
  const { outcome, request, stoppedAt } = execution;
  if (outcome === undefined || outcome.status === 'ABORTED' || outcome.status === 'TIMED_OUT') return undefined;
  const names = enteredStates(execution).map(({ name }) => name);
  if (names.includes('NeedsHuman')) {
    return isPaged(book.sim, way, tried) ? undefined : `${request.name} needs a human and called nobody since it began to go back`;
  }
  if (!names.includes('RolledBack'))
    return `${request.name} ended ${outcome.status} in ${names.at(-1)}, neither restored nor needing a human`;
  const atMs = stoppedAt?.getTime() ?? 0;
  const service = plan.service as ServiceName;
  const then = book.traffic.of(service).findLast((change) => change.atMs <= atMs);
  // Its answers may be so late that the next deployment has begun to move users.
  const next = book.latest(service);
  if (next !== undefined && next.id !== plan.deploymentId && (then?.atMs ?? 0) >= launchedMs(next.execution)) return undefined;
  // Somebody who writes after its last look is not this machine's doing; the reconciler looks when its execution is over.
  const isOthers = then?.by === 'somebody' && then.atMs >= book.traffic.lastReadMs(service, (roleArn) => roleArn === request.roleArn);
  if (then === undefined || isOthers || then.share[plan.stable.lane] === 100) return undefined;
  return `${request.name} ended as restored with ${JSON.stringify(then.share)}, stable is ${plan.stable.lane}`;
}

/** Never silently done. */
export const backOrPaged: Oracle = {
  id: 'F16',
  name: 'a way back ends on stable or with a person',
  holds:
    'an execution that began to go back ends with every user on stable, or needing a human whom SNS was asked to call since; unless it is stopped or its time is over',
  watch: (sim) => {
    const book = seen(sim);
    const { tried, note } = pagesTried();
    const judged = new Set<Execution>();
    return {
      afterCall: note,
      everyFewSeconds: () => {
        for (const way of waysBack(sim)) {
          if (way.execution.outcome === undefined || judged.has(way.execution)) continue;
          judged.add(way.execution);
          const wrong = whatIsWrongWith(book, way, tried);
          if (wrong !== undefined) return wrong;
        }
        return undefined;
      },
    };
  },
};

/** Two looks of three seconds each at stable and at the candidate that get no answer, or one more that is refused, with pauses between, and some. */
const firstTrySeconds = 30;

/** Three calls of SNS that get no answer, two of a function, six that fail, and half a minute in which it wakes, with pauses between, and some. */
const lastWordsSeconds = 120;

/** When an execution began to call a person and do no more, in world milliseconds. */
function gaveUpMs(execution: Execution): number | undefined {
  return firstEnteredMs(execution, 'PageHuman');
}

function isWithin(sim: Simulated, sinceMs: number, seconds: number): boolean {
  return sim.now().getTime() - sinceMs <= seconds * 1_000;
}

/** Nothing comes before the way back: no page, no record, no verdict. */
export const backAtOnce: Oracle = {
  id: 'F59',
  name: 'the way back waits for nobody',
  holds:
    'once a deployment goes back, the restoring request is sent within 30 s, and one that gives up ends within 120 s and lets the next try begin, whether pages, events or the ledger work or not',
  watch: (sim) => {
    const asked = new Map<string, number>();
    return {
      afterCall: (ended) => {
        if (ended.operation === 'ModifyRule' && machineOf(ended) !== undefined)
          asked.set(String((ended.input as { readonly RuleArn?: string }).RuleArn), ended.at.getTime());
        return undefined;
      },
      everyFewSeconds: () => {
        const late = waysBack(sim).find(({ execution, plan, sinceMs }) => {
          if (execution.outcome !== undefined || isWithin(sim, sinceMs, firstTrySeconds)) return false;
          // A call is told when it ends: the state that makes it may be younger.
          const isAsking = firstEnteredMs(execution, 'RestoreTraffic') !== undefined;
          return !isAsking && gaveUpMs(execution) === undefined && (asked.get(plan.ruleArn) ?? 0) < sinceMs;
        });
        const lingering = waysBack(sim).find(({ execution }) => {
          const sinceMs = gaveUpMs(execution);
          return execution.outcome === undefined && sinceMs !== undefined && !isWithin(sim, sinceMs, lastWordsSeconds);
        });
        if (lingering) return `${lingering.execution.request.name} gave up ${lastWordsSeconds} s ago and still keeps the next try waiting`;
        return late && `${late.execution.request.name} goes back for ${firstTrySeconds} s and has not asked for it`;
      },
    };
  },
};

/** Two periods of the sweep, a restore with its drain, and what its last tries may take. */
const guardianSeconds = 240;

/** The latest time from which nobody works on a service that needs it. */
function idleSince(sim: Simulated, service: ServiceName): number | undefined {
  let latest = 0;
  for (const { outcome, stoppedAt } of executionsOf(sim, service)) {
    if (outcome === undefined) return undefined;
    latest = Math.max(latest, stoppedAt?.getTime() ?? 0);
  }
  return latest;
}

function guarded(check: (book: Seen, service: ServiceName) => string | undefined): Oracle['watch'] {
  return (sim) => {
    const book = seen(sim);
    return {
      everyFewSeconds: () => {
        if (!sim.faultsOver()) return undefined;
        for (const { name } of simulatedServices) {
          const idleMs = idleSince(sim, name);
          if (idleMs === undefined || sim.now().getTime() - Math.max(idleMs, sim.faultsEndMs()) < guardianSeconds * 1_000) continue;
          const wrong = check(book, name);
          if (wrong !== undefined) return `${wrong}, and nobody has worked on ${name} for ${guardianSeconds} s without a fault`;
        }
        return undefined;
      },
    };
  };
}

/** Events were lost. */
export const reconciledWithoutEvents: Oracle = {
  id: 'F03',
  name: 'nothing waits for a lost event',
  holds:
    'four minutes after the machine of a service is gone, and faults are over, nobody holds the service any more, whatever events were lost',
  watch: guarded((book, service) => {
    const holder = book.records.holderOf(service);
    return holder === undefined || holder.startsWith('stack:') ? undefined : `${holder} holds ${service}`;
  }),
};

/** Every deployment of a service that is recorded as rolled back, with what was seen then. */
export function rolledBack(book: Seen, service: ServiceName): readonly AdmittedSeen[] {
  return book.admitted(service).filter(({ id }) => book.records.of(id)?.status === 'rolled-back');
}

/** How long tasks take to end. */
const restSeconds = 120;

/** A deployment that was taken back, since when, and its candidate's lane. */
type TakenBack = AdmittedSeen & { readonly sinceMs: number; readonly lane: LaneReality };

/** Those deployments that were admitted last, each of a service of its own, and were taken back: `recordedMs` has those on record as rolled back. */
function takenBack(book: Seen, recordedMs: ReadonlyMap<string, number>): readonly TakenBack[] {
  return simulatedServices.flatMap(({ name }) => {
    const latest = book.latest(name);
    const sinceMs = latest && (recordedMs.get(latest.id) ?? undoneMs(book.sim, latest.id));
    if (latest === undefined || sinceMs === undefined) return [];
    const { candidate: lane } = rolesIn(book.swept(name), latest.plan);
    // Who launched nothing takes nothing away: the lane runs what admission found.
    return lane.taskDefinitionArn === latest.plan.candidate.taskDefinitionArn ? [] : [{ ...latest, sinceMs, lane }];
  });
}

/** When a promotion was undone, in world milliseconds: its record stays. */
function undoneMs(sim: Simulated, deploymentId: string): number | undefined {
  const undone = sim
    .restores()
    .find((execution) => givenPlan(execution)?.deploymentId === deploymentId && firstEnteredMs(execution, 'RolledBack') !== undefined);
  return undone?.stoppedAt?.getTime();
}

/** Nothing of the candidate is left. */
export const candidateAtRest: Oracle = {
  id: 'F18',
  name: 'nothing of a candidate is left',
  holds:
    'two minutes after a rollback was recorded, also that of a promotion, the candidate has no weight and no running task, until the next deployment; in the end ECS is asked for none',
  watch: (sim) => {
    const book = seen(sim);
    const recordedMs = new Map<string, number>();
    return {
      afterCall: () => {
        if (book.changed?.status === 'rolled-back') recordedMs.set(book.changed.id, sim.now().getTime());
        return undefined;
      },
      everyFewSeconds: () => {
        for (const { id, service, lane, sinceMs } of takenBack(book, recordedMs)) {
          if (sim.now().getTime() - sinceMs < restSeconds * 1_000) continue;
          const running = lane.tasks.filter(({ status }) => status === 'RUNNING').length;
          const last = book.traffic.of(service).at(-1);
          const weight = last?.by === 'somebody' ? 0 : lane.weight;
          if (running > 0 || weight > 0) return `${lane.ecsService} has ${running} tasks and weight ${weight}, ${id} was rolled back`;
        }
        return undefined;
      },
      // Everything may have come to rest sooner than tasks end.
      atEnd: () => {
        const left = takenBack(book, recordedMs).find(({ lane }) => lane.desiredCount > 0);
        return left && `${left.lane.ecsService} is asked for ${left.lane.desiredCount} tasks, ${left.id} was rolled back`;
      },
    };
  },
};
