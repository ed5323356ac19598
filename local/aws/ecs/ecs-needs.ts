import type { TaskRuntime } from '../../tasks/task-runtime.ts';
import type { DefaultBus } from '../aws-event.ts';
import type { TargetRegistry } from '../elb/target-registry.ts';
import type { ModelNeeds } from '../modelled-service.ts';

/** How ECS asks a registry for an image. */
export interface ImageResolver {
  /** The reference by digest; `missing` when the registry is modelled and has no such image; unchanged for other registries. */
  resolve(image: string): { readonly image: string; readonly digest?: string } | 'missing';
}

/** World seconds that parts of a task's life take beside what its runtime needs. AWS gives none of them. */
export interface TaskTimes {
  readonly provisioningSeconds: number;
  readonly pullSeconds: number;
  readonly deprovisioningSeconds: number;
}

/** What the modelled ECS needs. */
export interface EcsNeeds extends ModelNeeds {
  readonly bus: DefaultBus;
  readonly runtime: TaskRuntime;
  readonly targets: TargetRegistry;
  readonly images: ImageResolver;
  /** Each line a container writes, with its task. */
  readonly line?: (line: string, task: { readonly taskArn: string; readonly group: string }) => void;
  readonly times?: TaskTimes;
}

/** Everything at once: what a simulation or a demo wants when it does not ask for AWS's own slowness. */
export const noTaskTimes: TaskTimes = { provisioningSeconds: 0, pullSeconds: 0, deprovisioningSeconds: 0 };
