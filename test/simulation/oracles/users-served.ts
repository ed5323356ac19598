import type { DescribeServicesCommandOutput } from '@aws-sdk/client-ecs';
import type { CallRecord } from '../../../local/aws/router.ts';
import { type ServiceName, simulatedServices } from '../scenario/simulated-services.ts';
import type { Oracle } from './oracle.ts';
import { askedMs } from './seen/executions-of.ts';
import { heardInTime } from './seen/heard-in-time.ts';
import { machineOf } from './seen/machine-of.ts';
import { seen } from './seen/seen.ts';
import { rolledBack } from './the-way-back.ts';

const lanes = ['blue', 'green'] as const;

/** How long a lane may have been empty without anybody having had a chance to see it before a call that takes its time. */
const unseenSeconds = 60;

/** The outage that this product is there to prevent. */
export const neverSentToNobody: Oracle = {
  id: 'F12',
  name: 'users are never sent to an empty lane',
  holds:
    'while one lane has healthy targets, no machine writes weights that send its users to a lane that has had no target for a minute, unless it asked ELB and got no answer, nor ECS said that it has no task while the other has',
  watch: (sim) => {
    const book = seen(sim);
    const heardMs = new Map<string, number>();
    const looked = new Map<ServiceName, number>();
    const toldIdleMs = new Map<string, number>();
    const check = (name: ServiceName): string | undefined => {
      const changes = book.traffic.of(name);
      const [change, before] = [changes.at(-1), changes.at(-2)];
      if (change === undefined || before === undefined || looked.get(name) === changes.length) return undefined;
      looked.set(name, changes.length);
      if (change.by === 'somebody') return undefined;
      const service = sim.service(name);
      for (const lane of lanes) {
        const sinceMs = book.lanes.emptySinceMs(service[lane]);
        const other = service[lane === 'blue' ? 'green' : 'blue'];
        const isEmpty = !service[lane].targets.some(({ leaving }) => !leaving);
        const isSent = isEmpty && change.share[lane] > before.share[lane] && other.healthy > 0;
        const askedAtMs = askedMs(sim, name, 'InspectStable');
        const isWarned = (toldIdleMs.get(service[lane].ecsService) ?? 0) >= askedAtMs;
        const isBlind = askedAtMs > (heardMs.get(service[lane].targetGroupArn) ?? 0) && !isWarned;
        if (isSent && !isBlind && sinceMs !== undefined && change.calledAtMs - sinceMs > unseenSeconds * 1_000)
          return `${change.share[lane]} % of the users of ${name} are sent to ${lane}, which has had no target for ${(change.calledAtMs - sinceMs) / 1_000} s`;
      }
      return undefined;
    };
    return {
      everyFewSeconds: () => void book.lanes.sweep(),
      afterCall: (ended) => {
        if (ended.operation === 'DescribeServices' && machineOf(ended) !== undefined && heardInTime(sim, ended))
          for (const ecsService of idleIn(ended)) toldIdleMs.set(ecsService, sim.now().getTime());
        if (ended.operation === 'DescribeTargetHealth' && machineOf(ended) !== undefined && heardInTime(sim, ended)) {
          const { TargetGroupArn = '' } = ended.input as { readonly TargetGroupArn?: string };
          if (ended.outcome.kind === 'answered') heardMs.set(TargetGroupArn, sim.now().getTime());
          else heardMs.delete(TargetGroupArn);
        }
        if (ended.operation !== 'ModifyRule') return undefined;
        for (const { name } of simulatedServices) {
          const wrong = check(name);
          if (wrong !== undefined) return wrong;
        }
        return undefined;
      },
    };
  },
};

/** Which of two lanes ECS said to have no task that runs, while the other has. */
function idleIn({ outcome }: CallRecord): readonly string[] {
  const { services = [] } = outcome.kind === 'answered' ? (outcome.output as DescribeServicesCommandOutput) : {};
  const idle = services.filter(({ runningCount = 0 }) => runningCount === 0);
  return idle.length < services.length ? idle.flatMap(({ serviceName }) => serviceName ?? []) : [];
}

/** What was reported is true for users too. */
export const noUserAfterRollback: Oracle = {
  id: 'F16',
  name: 'nobody meets a version that was rolled back',
  holds: 'after a rollback was recorded, no user meets that version any more, until somebody asks for it again',
  watch: (sim) => {
    const book = seen(sim);
    const metBefore = new Map<string, number>();
    return {
      everyFewSeconds: () => {
        for (const { name } of simulatedServices) {
          const admitted = book.admitted(name);
          for (const { id, plan } of rolledBack(book, name)) {
            const version = sim.versionOf(plan.candidate.imageDigest) ?? '';
            const isAgain = admitted.findLast(({ plan: { candidate } }) => candidate.imageDigest === plan.candidate.imageDigest)?.id !== id;
            if (isAgain) continue;
            const { requests } = sim.served(name, version);
            const before = metBefore.get(id);
            metBefore.set(id, requests);
            if (before !== undefined && requests > before)
              return `${requests - before} users met ${version} of ${name} after ${id} was rolled back`;
          }
        }
        return undefined;
      },
    };
  },
};

/** Everything has come to rest. */
export const goodAtRest: Oracle = {
  id: 'L',
  name: 'a good version serves in the end',
  holds:
    'when everything is at rest, every user of a service is on one lane, with targets, and its version is none that harms from its first user on; unless somebody wrote the rule last',
  watch: (sim) => {
    const book = seen(sim);
    return {
      atEnd: () => {
        for (const { name, blue, green } of sim.services()) {
          if (book.traffic.of(name).at(-1)?.by === 'somebody' && book.traffic.of(name).length > 1) continue;
          const serving = [blue, green].filter(({ liveWeight }) => liveWeight > 0);
          const [lane] = serving;
          if (lane === undefined || serving.length > 1) return `${serving.length} lanes of ${name} have weight`;
          // Targets that fell ill after a promotion are not of Sluice's making.
          if (!lane.targets.some(({ leaving }) => !leaving)) return `${lane.ecsService} has every user of ${name}, and no target`;
          const bad = lane.versions.find((version) => sim.mannerOf(name, version)?.flagrant === true);
          if (bad !== undefined) return `${bad} of ${name} serves every user, and it is ${sim.mannerOf(name, bad)?.name}`;
        }
        return undefined;
      },
    };
  },
};

/** Fault `late-weights` lets load balancers follow a changed rule a minute late at most; the rest is what a look may be off. */
const lateSeconds = 65;

/** Nothing decays by itself. */
export const staticStability: Oracle = {
  id: 'F60',
  name: 'weights change only when somebody writes them',
  holds: `the load balancer sends users as the rule was written last, ${lateSeconds} s after it at the latest, and until then as it was written in the ${lateSeconds} s before, or last before those: never to nobody, and never as nobody wrote`,
  watch: (sim) => {
    const book = seen(sim);
    return {
      everyFewSeconds: () => {
        for (const { name } of simulatedServices) {
          const { blue, green, foreignWeight } = book.swept(name);
          const sum = blue.liveWeight + green.liveWeight;
          const percent = (100 * blue.liveWeight) / sum;
          const written = book.traffic.since(name, sim.now().getTime() - lateSeconds * 1_000);
          const isKnown = sum > 0 && written.some(({ share }) => share.blue === percent);
          if (!isKnown || foreignWeight > 0)
            return `${name} has ${blue.liveWeight} on blue, ${green.liveWeight} on green and ${foreignWeight} elsewhere, which nobody wrote of late`;
        }
        return undefined;
      },
    };
  },
};
