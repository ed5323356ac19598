import type { DescribeScalableTargetsCommandOutput } from '@aws-sdk/client-application-auto-scaling';
import type { LaneReality, ServiceReality, Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { seen } from './seen/seen.ts';

/** What was held for a deployment must not stay so. */
export const scalingGivenBack: Oracle = {
  id: 'F49',
  name: 'who serves may scale again',
  holds:
    'when everything is at rest, scaling of the lane that serves is not suspended, in either direction; unless somebody wrote the rule last, or took the lease away',
  watch: (sim) => {
    const book = seen(sim);
    return {
      atEnd: async () => {
        for (const service of sim.services()) {
          const changes = book.traffic.of(service.name);
          if (changes.length > 1 && changes.at(-1)?.by === 'somebody') continue;
          // Who lost the lease changes nothing more, to its end and beyond: the page says what people have to give back.
          const status = book.records.of(book.latest(service.name)?.id ?? '')?.status ?? '';
          if (['progressing', 'promoting', 'rolling-back'].includes(status)) continue;
          const serving = [service.blue, service.green].filter(({ liveWeight }) => liveWeight > 0);
          for (const lane of serving) {
            const wrong = await whatIsHeld(sim, service, lane);
            if (wrong !== undefined) return wrong;
          }
        }
        return undefined;
      },
    };
  },
};

async function whatIsHeld({ world }: Simulated, { cluster }: ServiceReality, { ecsService }: LaneReality): Promise<string | undefined> {
  const asked = { ServiceNamespace: 'ecs', ResourceIds: [`service/${cluster.split('/').at(-1)}/${ecsService}`] };
  const answer = await world.aws.call('ApplicationAutoScaling', 'DescribeScalableTargets', asked, { roleArn: 'local' });
  const [target] = (answer as DescribeScalableTargetsCommandOutput).ScalableTargets ?? [];
  const { DynamicScalingInSuspended, DynamicScalingOutSuspended } = target?.SuspendedState ?? {};
  if (DynamicScalingInSuspended !== true && DynamicScalingOutSuspended !== true) return undefined;
  return `${ecsService} serves every user, and its scaling is held: ${JSON.stringify(target?.SuspendedState)}`;
}
