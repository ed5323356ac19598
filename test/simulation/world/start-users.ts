import type { Random } from '../../../core/seeded-random.ts';
import type { VirtualClock } from '../../../local/clocks/virtual-clock.ts';
import type { LocalWorld } from '../../../local/world.ts';
import type { Injections } from '../faults/injections.ts';
import type { ServiceName, SimulatedService } from '../scenario/simulated-services.ts';
import type { Wiring } from './read-reality.ts';
import type { runningTasks } from './running-tasks.ts';
import type { Served } from './simulated.ts';
import { type Answers, sendUsers, type Tally } from './user-traffic.ts';
import type { VersionBook } from './version-book.ts';

/** What users of services are made of. */
export interface UsersNeeds {
  readonly world: LocalWorld;
  readonly clock: VirtualClock;
  /** Those that have users. */
  readonly services: readonly SimulatedService[];
  readonly wirings: readonly Wiring[];
  readonly tasks: ReturnType<typeof runningTasks>;
  readonly versions: VersionBook;
  readonly injections: Injections;
  readonly random: Random;
}

/** Seconds between two batches of users. */
const everySeconds = 5;

/** Sends users to services until it is stopped, and remembers what they met. */
export function startUsers(needs: UsersNeeds) {
  const tallies = new Map(needs.wirings.map(({ name }) => [name, new Map() as Tally]));
  const views = needs.services.flatMap(({ name, requestsPerSecond }) => {
    const wiring = needs.wirings.find((each) => each.name === name);
    return wiring === undefined ? [] : { name, requestsPerSecond, ruleArn: wiring.listenerRuleArn, view: viewOf(needs.world, wiring) };
  });
  let stopped = false;
  const come = (): void => {
    if (stopped) return;
    for (const { name, ...route } of views) {
      sendUsers({ ...route, ...answering(needs, name) }, everySeconds, tallies.get(name) ?? new Map());
    }
    needs.clock.after(everySeconds * 1_000, come);
  };
  needs.clock.after(everySeconds * 1_000, come);
  return {
    served: (service: ServiceName, version: string): Served => tallies.get(service)?.get(version) ?? { requests: 0, failed: 0 },
    stop: () => {
      stopped = true;
    },
  };
}

function answering({ world, clock, tasks, versions, injections, random }: UsersNeeds, service: ServiceName) {
  const answersOf = (host: string): Answers | undefined => {
    const listening = tasks.at(host);
    if (listening === undefined) return undefined;
    const manner = versions.mannerOf(service, listening.version);
    const ranSeconds = (clock.now().getTime() - listening.sinceMs) / 1_000;
    return { version: listening.version, errorShare: manner?.errorShare(ranSeconds) ?? 1, slowness: manner?.slowness ?? 1 };
  };
  const publish = (group: string, now: () => void): void => {
    const fate = injections.metricsFate(group);
    if (fate === undefined) now();
    else if (fate !== 'lost') clock.after(fate, now);
  };
  return { answersOf, publish, random, now: () => clock.now(), record: world.cloudWatch.record };
}

/** Each service has a load balancer of its own. */
function viewOf({ elb }: LocalWorld, { listenerRuleArn }: Wiring) {
  for (const arn of elb.loadBalancerArns()) {
    const view = elb.routing(arn);
    if (view.rules().some(({ ruleArn }) => ruleArn === listenerRuleArn)) return view;
  }
  throw new RangeError(`no load balancer has the rule ${listenerRuleArn}`);
}
