import type { DescribeScalableTargetsCommandOutput } from '@aws-sdk/client-application-auto-scaling';
import type { LaneReality } from '../world/simulated.ts';
import type { FaultKind, FaultSetting } from './fault.ts';
import { changesRule } from './moves.ts';

const local = { roleArn: 'local' };

/** Load goes up and down, and scaling policies follow it wherever scalable targets let them. */
export const autoscaling: FaultKind = {
  name: 'autoscaling',
  about:
    'scaling policies change the sizes of all lanes within what their scalable targets allow, now and then and soon after users were moved; intensity: how often',
  begin: (setting) => {
    const settings = setting.sim.scenario.releasing.map((service) => ({ ...setting, campaign: { ...setting.campaign, service } }));
    for (const each of settings) followLoad(each);
    return {
      call: (call) => {
        for (const each of settings) if (changesRule(each, call)) followUsers(each);
        return undefined;
      },
    };
  },
};

function followLoad(setting: FaultSetting): void {
  const { sim, campaign, random } = setting;
  const seconds = campaign.untilSeconds - campaign.fromSeconds;
  const { blue, green } = sim.service(campaign.service);
  // Many users at first: who has all of them may be larger than it was made.
  void scale(setting, blue.weight > 0 ? blue : green, 0.3 + 0.7 * random());
  for (let index = 0; index < 2 + 8 * campaign.intensity; index += 1) {
    const lane = random() < 0.5 ? 'blue' : 'green';
    const wanted = random();
    sim.after(random() * seconds * 1_000, () => void scale(setting, sim.service(campaign.service)[lane], wanted));
  }
}

function followUsers(setting: FaultSetting): void {
  const { sim, campaign, random } = setting;
  for (const lane of ['blue', 'green'] as const) {
    const wanted = random() ** 2;
    sim.after((10 + 30 * random()) * 1_000, () => void scale(setting, sim.service(campaign.service)[lane], wanted));
  }
}

async function scale({ sim, campaign, count }: FaultSetting, { ecsService, desiredCount }: LaneReality, wanted: number): Promise<void> {
  const cluster = sim.service(campaign.service).cluster.split('/').at(-1);
  const asked = { ServiceNamespace: 'ecs', ResourceIds: [`service/${cluster}/${ecsService}`] };
  const answer = await sim.world.aws.call('ApplicationAutoScaling', 'DescribeScalableTargets', asked, local);
  const [target] = (answer as DescribeScalableTargetsCommandOutput).ScalableTargets ?? [];
  const { MinCapacity = 0, MaxCapacity = 0, SuspendedState } = target ?? {};
  const size = MinCapacity + Math.floor(wanted * (MaxCapacity - MinCapacity + 1));
  // A policy never starts a lane that is at rest: its metric has no value there.
  if (target === undefined || desiredCount === 0 || size === 0 || size === desiredCount) return;
  const isSuspended = size < desiredCount ? SuspendedState?.DynamicScalingInSuspended : SuspendedState?.DynamicScalingOutSuspended;
  if (isSuspended === true) return;
  count(`${ecsService} is scaled from ${desiredCount} to ${size}`);
  await sim.world.aws.call('ECS', 'UpdateService', { cluster, service: ecsService, desiredCount: size }, local);
}
