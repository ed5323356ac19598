import type { ModelledService } from '../modelled-service.ts';
import { describeServices } from './describe-services.ts';
import type { EcsNeeds } from './ecs-needs.ts';
import { ecsResources } from './ecs-resources.ts';
import { emptyEcsState } from './ecs-state.ts';
import { Scheduler } from './scheduler.ts';
import { type ServiceSizes, serviceSizes } from './service-sizes.ts';
import { type ServiceView, serviceViews } from './service-views.ts';
import { taskDefinitions } from './task-definitions.ts';
import { taskOperations } from './task-operations.ts';
import { updateService } from './update-service.ts';

/** The modelled ECS: its API, what scaling needs of it, and the world's own hands on it. */
export interface EcsModel extends ModelledService {
  readonly sizes: ServiceSizes;
  /** At most so many tasks exist at once, in all services; undefined lifts the limit. */
  readonly limitCapacity: (tasks: number | undefined) => void;
  /** Every service as it is now, without a call. */
  readonly views: () => readonly ServiceView[];
  /** Starts and replaces nothing any more: call it before the runtime is closed. */
  readonly stop: () => void;
}

/** Behaviour and sources: local/behaviour/containers-and-load-balancing.md. */
export function ecs(needs: EcsNeeds): EcsModel {
  const state = emptyEcsState();
  const scheduler = new Scheduler(state, needs);
  return {
    id: 'ECS',
    operations: {
      ...taskDefinitions(state, needs),
      ...taskOperations(state, needs),
      DescribeServices: describeServices(state, needs),
      UpdateService: updateService(state, needs, scheduler),
    },
    resources: ecsResources(state, needs, scheduler),
    sizes: serviceSizes(state, needs, scheduler),
    limitCapacity: (tasks) => {
      state.capacityTasks = tasks;
    },
    views: () => serviceViews(state),
    stop: () => scheduler.halt(),
  };
}
