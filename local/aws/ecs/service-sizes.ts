import type { ModelNeeds } from '../modelled-service.ts';
import type { EcsState } from './ecs-state.ts';
import { lookUpService } from './find.ts';
import type { Scheduler } from './scheduler.ts';

/** The sizes of ECS services as Application Auto Scaling names them: `service/CLUSTER/SERVICE`. */
export interface ServiceSizes {
  /** Undefined when there is no such service. */
  desiredCount(resourceId: string): number | undefined;
  setDesiredCount(resourceId: string, desiredCount: number): void;
}

/** A size set here is not a person's change, so ECS tells of it with SERVICE_DESIRED_COUNT_UPDATED. */
export function serviceSizes(state: EcsState, { account, region }: ModelNeeds, scheduler: Scheduler): ServiceSizes {
  const find = (resourceId: string) => {
    const [, cluster = '', service = ''] = resourceId.split('/');
    return lookUpService(state, `arn:aws:ecs:${region}:${account}:cluster/${cluster}`, service);
  };
  return {
    desiredCount: (resourceId) => find(resourceId)?.desiredCount,
    setDesiredCount: (resourceId, desiredCount) => {
      const service = find(resourceId);
      if (service === undefined) return;
      service.desiredCount = desiredCount;
      scheduler.events.serviceAction(service, { eventType: 'INFO', eventName: 'SERVICE_DESIRED_COUNT_UPDATED', desiredCount });
      scheduler.wake(service.arn);
    },
  };
}
