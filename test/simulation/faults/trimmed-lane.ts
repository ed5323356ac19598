import { request } from './ask-back.ts';
import type { FaultKind } from './fault.ts';
import { onPromotion, promotionOf } from './on-promotion.ts';

/** Sooner than this after a promotion, in seconds: the shortest rollback window is twice as long. */
const trimmedSeconds = 60;
/** Until the way back is asked for, in seconds. */
const askedBackSeconds = 10;

/** What people do first when a promotion turns out bad, and what scaling does to a lane that rests. */
export const trimmedLane: FaultKind = {
  name: 'trimmed-lane',
  about:
    'soon after a promotion somebody stops the lane that has the users, or takes one task from the other one, and asks to go back; intensity is not used',
  isPatient: true,
  begin: ({ sim, campaign, random, count }) => {
    const isStopped = random() < 0.5;
    const local = { roleArn: 'local' };
    let trimmed: (Size & { readonly deploymentId: string }) | undefined;
    const scale = (to: Size) => void sim.world.aws.call('ECS', 'UpdateService', to, local);
    const trim = (): void => {
      const plan = promotionOf({ sim, campaign })?.plan;
      if (plan === undefined || trimmed !== undefined) return;
      const service = sim.service(campaign.service);
      const { ecsService, desiredCount } = service[(isStopped ? plan.candidate : plan.stable).lane];
      if (desiredCount < 2) return;
      const found = { cluster: service.cluster, service: ecsService, desiredCount };
      trimmed = { ...found, deploymentId: plan.deploymentId };
      scale({ ...found, desiredCount: isStopped ? 0 : desiredCount - 1 });
      count(`${ecsService} is ${isStopped ? 'stopped' : 'trimmed'}`);
      sim.after(askedBackSeconds * 1_000 * random(), () => request({ sim, campaign }, 'RollbackRequested'));
    };
    const hear = onPromotion({ sim, campaign }, () => sim.after(trimmedSeconds * 1_000 * random(), trim));
    return {
      call: (call) => void hear(call),
      // Who stops a lane that keeps its users, because the way back is barred, starts it again.
      end: () => {
        const { blue, green } = sim.service(campaign.service);
        const lane = [blue, green].find(({ ecsService }) => ecsService === trimmed?.service);
        if (!isStopped || trimmed === undefined || lane?.desiredCount !== 0 || lane.weight === 0) return;
        const { deploymentId, ...found } = trimmed;
        // Once it goes back, its users come to be there again by somebody else's hand.
        if (!sim.restores().some(({ request }) => request.name.includes(deploymentId))) scale(found);
      },
    };
  },
};

interface Size {
  readonly cluster: string;
  readonly service: string;
  readonly desiredCount: number;
}
