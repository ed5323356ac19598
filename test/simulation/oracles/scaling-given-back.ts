import type { DescribeScalableTargetsCommandOutput, ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { LaneReality, ServiceReality, Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { type Seen, seen } from './seen/seen.ts';

type Target = Partial<ScalableTarget>;

/** What was held for a deployment must not stay so. */
export const scalingGivenBack: Oracle = {
  id: 'F49',
  name: 'who serves may scale again',
  holds:
    'when everything is at rest, scaling of the lane that serves is not suspended, in either direction, unless somebody wrote the rule last, or took the lease away; and its smallest size is that of the lane that served at first, unless somebody ever wrote the rule',
  watch: (sim) => {
    const book = seen(sim);
    const smallest = new Map<string, number>();
    return {
      afterCall: (ended) => {
        noteSmallest(smallest, ended);
        return undefined;
      },
      atEnd: async () => {
        for (const service of sim.services()) {
          const changes = book.traffic.of(service.name);
          if (changes.length > 1 && changes.at(-1)?.by === 'somebody') continue;
          // Who lost the lease changes nothing more, to its end and beyond: the page says what people have to give back.
          const status = book.records.of(book.latest(service.name)?.id ?? '')?.status ?? '';
          if (['progressing', 'promoting', 'rolling-back'].includes(status)) continue;
          const serving = [service.blue, service.green].filter(({ liveWeight }) => liveWeight > 0);
          for (const lane of serving) {
            const target = await scalableTarget(sim, service, lane);
            const wrong = whatIsHeld(target) ?? whatIsLost(target, smallest.get(servedFirst(book, service) ?? ''));
            if (wrong !== undefined) return `${lane.ecsService} serves every user, and ${wrong}`;
          }
        }
        return undefined;
      },
    };
  },
};

/** The smallest size of each lane as it was read first: who admits a deployment reads both before the first of them is changed. */
function noteSmallest(smallest: Map<string, number>, { operation, outcome }: CallRecord): void {
  if (operation !== 'DescribeScalableTargets' || outcome.kind !== 'answered') return;
  for (const { ResourceId, MinCapacity = 0 } of (outcome.output as DescribeScalableTargetsCommandOutput).ScalableTargets ?? []) {
    const ecsService = ResourceId?.split('/').at(-1) ?? '';
    if (!smallest.has(ecsService)) smallest.set(ecsService, MinCapacity);
  }
}

/** Whose smallest size is the one to keep; undefined: somebody else sent users to a lane with another one, which Sluice keeps as it finds it. */
function servedFirst({ traffic }: Seen, { name, blue, green }: ServiceReality): string | undefined {
  const [first, ...later] = traffic.of(name);
  if (later.some(({ by }) => by === 'somebody')) return undefined;
  return (first?.share.blue === 100 ? blue : green).ecsService;
}

function whatIsHeld({ SuspendedState = {} }: Target): string | undefined {
  const { DynamicScalingInSuspended, DynamicScalingOutSuspended } = SuspendedState;
  if (DynamicScalingInSuspended !== true && DynamicScalingOutSuspended !== true) return undefined;
  return `its scaling is held: ${JSON.stringify(SuspendedState)}`;
}

/** What nobody ever read was never changed. */
function whatIsLost({ MinCapacity }: Target, smallest: number | undefined): string | undefined {
  if (smallest === undefined || MinCapacity === smallest) return undefined;
  return `may have ${MinCapacity} tasks at least: ${smallest} was the least at first`;
}

async function scalableTarget({ world }: Simulated, { cluster }: ServiceReality, { ecsService }: LaneReality): Promise<Target> {
  const asked = { ServiceNamespace: 'ecs', ResourceIds: [`service/${cluster.split('/').at(-1)}/${ecsService}`] };
  const answer = await world.aws.call('ApplicationAutoScaling', 'DescribeScalableTargets', asked, { roleArn: 'local' });
  return (answer as DescribeScalableTargetsCommandOutput).ScalableTargets?.[0] ?? {};
}
