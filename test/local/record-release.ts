import { seededRandom } from '../../core/seeded-random.ts';
import { fullName } from '../../local/aws/elb/full-name.ts';
import type { HandlerLoader } from '../../local/aws/lambda/load-handler.ts';
import type { CallRecord } from '../../local/aws/router.ts';
import { promisesSettled, VirtualClock } from '../../local/clocks/virtual-clock.ts';
import { drawByWeight } from '../../local/load-balancer/draw-by-weight.ts';
import { requestBatchMetrics } from '../../local/load-balancer/request-metrics.ts';
import { modelledRuntime, wellBehaved } from '../../local/tasks/modelled-runtime.ts';
import { type LocalWorld, startWorld } from '../../local/world.ts';

/** One release to record. */
export interface ReleaseToRecord {
  readonly assembly: string;
  readonly seed: number;
  readonly loader?: HandlerLoader;
  /** How the clock waits for work: for promises alone, or for turns of the event loop too. */
  readonly settles: 'promises' | 'turns';
}

const everySeconds = 5;
const requestsPerBatch = 100;

/** Runs one release in a world of its own; every call of AWS in order, each with its world time and what came of it. */
export async function recordRelease({ assembly, seed, loader, settles }: ReleaseToRecord): Promise<readonly string[]> {
  const lines: string[] = [];
  const startAt = new Date('2026-01-01T00:00:00Z');
  const clock = settles === 'promises' ? new VirtualClock(startAt, promisesSettled()) : new VirtualClock(startAt);
  const observe = ({ at, service, operation, outcome }: CallRecord): void => {
    lines.push(`${at.toISOString()} ${service}.${operation} ${outcome.kind}`);
  };
  const world = await startWorld({
    ...{ assembly, clock, random: seededRandom(seed), proxies: false, calls: { observe }, latency: true },
    containers: modelledRuntime({ clock, behaviour: () => wellBehaved }),
    firstImages: [{ repository: 'storefront', tag: '1.0.0' }],
    ...(loader !== undefined && { loader }),
  });
  sendUsers(world, clock);
  await clock.advance(60_000);
  world.ecr.push({ repository: 'storefront', tag: '1.1.0' });
  await clock.advance(900_000);
  await world.stop();
  return lines;
}

/** Steady users on every rule of the load balancer: all are served, in exactly the shares of the weights. */
function sendUsers({ elb, cloudWatch }: LocalWorld, clock: VirtualClock): void {
  const view = elb.routing(elb.loadBalancerArns()[0] ?? '');
  const count = requestBatchMetrics(cloudWatch.record, clock, fullName(view.loadBalancerArn));
  const ending = { kind: 'answered', status: 200, responseSeconds: 0.05 } as const;
  const come = (): void => {
    for (const { action } of view.rules()) {
      if (action.kind !== 'forward') continue;
      const groups = Array.from({ length: requestsPerBatch }, (_, index) => drawByWeight(action.groups, (index + 0.5) / requestsPerBatch));
      for (const { targetGroupArn } of action.groups) {
        const requests = groups.filter((group) => group?.targetGroupArn === targetGroupArn).length;
        if (requests > 0) count(fullName(targetGroupArn), view.targets(targetGroupArn).length > 0, [{ ending, requests }]);
      }
    }
    clock.after(everySeconds * 1_000, come);
  };
  clock.after(everySeconds * 1_000, come);
}
