import type { UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import type { CallRecord } from '../../../local/aws/router.ts';
import { deregistrationDelaySeconds, type ServiceName, simulatedServices } from '../scenario/simulated-services.ts';
import type { LaneReality, ServiceReality, Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { clockSlackSeconds } from './seen/clock-slack.ts';
import { firstEnteredMs, hasLaunched } from './seen/entered-states.ts';
import { machineOf } from './seen/machine-of.ts';
import { type AdmittedSeen, phaseOf, rolesIn, type Seen, seen } from './seen/seen.ts';
import { takingBackOf } from './seen/takings-back.ts';

/** A lane that a machine has put to rest. A call of an earlier deployment may end late, without an effect. */
function stoppedLane(sim: Simulated, call: CallRecord): { readonly service: ServiceName; readonly lane: LaneReality } | undefined {
  if (call.operation !== 'UpdateService' || machineOf(call) === undefined) return undefined;
  const { service: ecsService, desiredCount } = call.input as UpdateServiceCommandInput;
  if (desiredCount !== 0) return undefined;
  for (const { name, blue, green } of sim.services()) {
    const lane = [blue, green].find((each) => each.ecsService === ecsService);
    if (lane !== undefined) return lane.desiredCount === 0 ? { service: name, lane } : undefined;
  }
  return undefined;
}

function keptUntilDrained(of: 'stable' | 'candidate'): Oracle['watch'] {
  return (sim) => {
    const book = seen(sim);
    const lastUsersMs = new Map<string, number>();
    return {
      everyFewSeconds: () => {
        for (const { name } of simulatedServices) {
          const swept = book.swept(name);
          if (isUnseen(book, swept)) continue;
          for (const lane of [swept.blue, swept.green]) if (lane.liveWeight > 0) lastUsersMs.set(lane.ecsService, sim.now().getTime());
        }
      },
      afterCall: (ended) => {
        if (ended.service !== 'ECS') return undefined;
        const stopped = stoppedLane(sim, ended);
        if (stopped === undefined || roleOf(book, stopped) !== of) return undefined;
        const { service, lane } = stopped;
        if (lane.liveWeight > 0 && !isUnseen(book, sim.service(service)))
          return `${lane.ecsService} is stopped while it has weight ${lane.liveWeight} of the users of ${service}`;
        const seconds = (sim.now().getTime() - (lastUsersMs.get(lane.ecsService) ?? 0)) / 1_000;
        return seconds >= deregistrationDelaySeconds - 5 ? undefined : `${lane.ecsService} is stopped ${seconds} s after its last users`;
      },
    };
  };
}

/** Whether requests meet weights that somebody else wrote and that Sluice never read: it cannot wait for users of whom nobody told it. */
function isUnseen({ traffic }: Seen, service: ServiceReality): boolean {
  const live = traffic.live(service.name, service);
  return live?.by === 'somebody' && !live.wasRead;
}

/** What the lane is in the deployment that was admitted last. */
function roleOf(book: Seen, { service, lane }: { readonly service: ServiceName; readonly lane: LaneReality }): 'stable' | 'candidate' {
  return book.latest(service)?.plan.stable.lane === lane.lane ? 'stable' : 'candidate';
}

/** Weights act late. */
export const oldLaneKept: Oracle = {
  id: 'F09',
  name: 'the old lane is kept until nobody uses it',
  holds:
    'the lane that was stable is stopped only when the load balancer, not only its API, sends it no user, and its requests had time to end',
  watch: keptUntilDrained('stable'),
};

/** Users first, tasks later. */
export const candidateDrained: Oracle = {
  id: 'F19',
  name: 'the candidate is drained before it is stopped',
  holds: 'the candidate’s tasks are stopped only when the load balancer sends it no user any more, and its requests had time to end',
  watch: keptUntilDrained('candidate'),
};

/** The way back needs stable as it was. */
export const stableUntouched: Oracle = {
  id: 'F51',
  name: 'stable is not touched',
  holds:
    'no machine changes stable’s ECS service until its deployment was promoted and the rollback window is over; who takes a promotion back may only let it grow before',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: (ended) => {
        if (ended.service !== 'ECS' || ended.operation !== 'UpdateService' || machineOf(ended) === undefined) return undefined;
        const { service } = ended.input as UpdateServiceCommandInput;
        for (const { name } of simulatedServices) {
          const latest = book.latest(name);
          if (latest === undefined || latest.plan.stable.ecsService !== service || isGrowth(book, latest, ended)) continue;
          const phase = phaseOf(latest);
          if (phase === 'forward' || phase === 'back') return `${service} is changed while it is the way back of ${latest.id}`;
          const promotedMs = firstEnteredMs(latest.execution, 'RecordPromotion');
          const windowMs = latest.plan.rollbackWindowSeconds * 1_000;
          if (promotedMs !== undefined && sim.now().getTime() < promotedMs + windowMs)
            return `${service} is changed within the rollback window of ${latest.id}`;
        }
        return undefined;
      },
    };
  },
};

/** Users of a promotion that is taken back need as much room as they have. */
function isGrowth(book: Seen, { id, plan }: AdmittedSeen, call: CallRecord): boolean {
  const { desiredCount = 0, taskDefinition } = call.input as UpdateServiceCommandInput;
  const isTakenBack = machineOf(call) === 'restore' && book.records.of(id)?.status === 'promoted';
  return isTakenBack && taskDefinition === undefined && desiredCount >= plan.stable.desiredCount;
}

/** Autoscaling sees less load on stable and would shrink it. */
export const stableKeepsSize: Oracle = {
  id: 'F49',
  name: 'stable keeps its size',
  holds:
    'from the moment a deployment holds the scaling of stable, stable wants at least as many tasks as it had then: until the candidate is stopped or, after its promotion, until the rollback window is over, users were taken back, or another deployment was admitted; unless a person trims a lane in that window',
  watch: (sim) => {
    const book = seen(sim);
    const heldAt = new Map<string, number>();
    return {
      afterCall: (ended) => {
        if (ended.operation === 'RegisterScalableTarget' && machineOf(ended) === 'deployment' && !isForbidden(ended))
          noteHeld(book, heldAt);
        return undefined;
      },
      everyFewSeconds: () => {
        for (const { name } of simulatedServices) {
          const latest = book.latest(name);
          if (latest === undefined || !isWayBack(book, latest)) continue;
          const { id, plan } = latest;
          const isHeld =
            plan.holdScaling.length === 0 || heldAt.has(id) || firstEnteredMs(latest.execution, 'RegisterRevision') !== undefined;
          const held = heldAt.get(id) ?? plan.stable.desiredCount;
          const { desiredCount } = rolesIn(book.swept(name), plan).stable;
          if (isHeld && desiredCount < held) return `${plan.stable.ecsService} wants ${desiredCount} tasks, ${id} held it at ${held}`;
        }
        return undefined;
      },
    };
  },
};

/** Scaling that may not be held is not: nothing was launched, and users never left. Whatever else fails may have had its effect. */
function isForbidden({ outcome }: CallRecord): boolean {
  return outcome.kind === 'failed' && /ValidationException|AccessDenied/.test((outcome.error as Error).name);
}

/** The size of stable at the first hold of each deployment: what load asked for until then, with every user on stable, is not held. */
function noteHeld(book: Seen, heldAt: Map<string, number>): void {
  for (const { name } of simulatedServices) {
    const latest = book.latest(name);
    if (latest === undefined || heldAt.has(latest.id) || latest.plan.holdScaling.length === 0) continue;
    const { desiredCount } = rolesIn(book.sim.service(name), latest.plan).stable;
    heldAt.set(latest.id, Math.min(latest.plan.stable.desiredCount, desiredCount));
  }
}

/** Whether users of the candidate may have to find room in stable: also when the execution is gone, until the candidate is stopped. */
function isWayBack(book: Seen, latest: AdmittedSeen): boolean {
  const { id, service, plan } = latest;
  const phase = phaseOf(latest);
  const status = book.records.of(id)?.status;
  if (phase === 'forward') return true;
  if (status === 'promoted') return isInWindow(book, latest);
  if (phase === 'promoted' || status === 'rolled-back') return false;
  return rolesIn(book.swept(service), plan).candidate.desiredCount > 0;
}

/** Whether a promotion can be taken back, and nobody gave the old lane back its scaling by doing so. Fault `trimmed-lane` trims one of its own accord. */
function isInWindow({ sim, records }: Seen, { id, service }: AdmittedSeen): boolean {
  const isTrimmed = sim.scenario.campaigns.some((campaign) => campaign.fault === 'trimmed-lane' && campaign.service === service);
  const retireMs = Date.parse(records.of(id)?.retireAt ?? '');
  const isOpen = sim.now().getTime() < retireMs - clockSlackSeconds * 1_000;
  const runs = takingBackOf(sim, id)?.runs ?? [];
  return isOpen && !isTrimmed && !runs.some((run) => firstEnteredMs(run, 'RestoreScaling') !== undefined);
}

/** What was judged is what runs. */
export const pinnedDigest: Oracle = {
  id: 'F52',
  name: 'what was judged is what runs',
  holds:
    'every running task of a candidate with users, and of a promoted lane, runs the digest that was pinned at admission; stable’s tasks run the revision of the snapshot',
  watch: (sim) => {
    const book = seen(sim);
    return {
      everyFewSeconds: () => {
        for (const { name } of simulatedServices) {
          const latest = book.latest(name);
          if (latest === undefined || !hasLaunched(latest.execution)) continue;
          const swept = book.swept(name);
          const { stable, candidate } = rolesIn(swept, latest.plan);
          // Whom somebody else sends there before the candidate is whole may meet what was there before.
          const isSluices = book.traffic.live(name, swept)?.by !== 'somebody';
          const other =
            isSluices &&
            candidate.liveWeight > 0 &&
            candidate.tasks.find(({ status, image }) => status === 'RUNNING' && !image.endsWith(latest.plan.candidate.imageDigest));
          if (other) return `${candidate.ecsService} serves ${other.image}, ${latest.id} judged ${latest.plan.candidate.imageDigest}`;
          if (phaseOf(latest) !== 'forward') continue;
          const changed = stable.tasks.find(
            ({ status, taskDefinitionArn }) => status === 'RUNNING' && taskDefinitionArn !== latest.plan.stable.taskDefinitionArn,
          );
          if (changed)
            return `${stable.ecsService} runs ${changed.taskDefinitionArn}, ${latest.id} goes back to ${latest.plan.stable.taskDefinitionArn}`;
        }
        return undefined;
      },
    };
  },
};
