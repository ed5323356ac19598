import type { EcsState } from './ecs-state.ts';
import type { TaskStatus } from './task-record.ts';

/** A task as an onlooker sees it. */
export interface TaskView {
  readonly arn: string;
  readonly status: TaskStatus;
  readonly taskDefinitionArn: string;
  /** The image as it runs, by digest when the registry knows one. */
  readonly image: string;
  /** Where its target group finds it; undefined before it is registered. */
  readonly host: string | undefined;
}

/** An ECS service as it is now: for onlookers that must not call AWS, such as checks after each step of a simulation. */
export interface ServiceView {
  readonly name: string;
  readonly desiredCount: number;
  /** Of its newest ECS service deployment. */
  readonly taskDefinitionArn: string;
  /** Those that have not stopped. */
  readonly tasks: readonly TaskView[];
  /** Those that ended by themselves, or could not start. */
  readonly failed: readonly TaskView[];
}

const failures: readonly unknown[] = ['EssentialContainerExited', 'TaskFailedToStart'];

/** Reads all services at once, so that each task is looked at once. */
export function serviceViews({ services, tasks }: EcsState): readonly ServiceView[] {
  const byService = new Map<string, { readonly tasks: TaskView[]; readonly failed: TaskView[] }>();
  for (const { arn, status, revision, serviceArn, description, target, stopping } of tasks.values()) {
    const hasStopped = status === 'STOPPED';
    if (hasStopped && !failures.includes(stopping?.stopCode)) continue;
    const view = { arn, status, taskDefinitionArn: revision.arn, image: imageOf(description.containers[0]), host: target?.host };
    const known = byService.get(serviceArn) ?? { tasks: [], failed: [] };
    byService.set(serviceArn, known);
    known[hasStopped ? 'failed' : 'tasks'].push(view);
  }
  return [...services.values()].map(({ arn, name, desiredCount, deployments }) => ({
    name,
    desiredCount,
    taskDefinitionArn: deployments[0]?.revision.arn ?? '',
    ...(byService.get(arn) ?? { tasks: [], failed: [] }),
  }));
}

/** As the runtime was given it. */
function imageOf({ image = '', imageDigest }: { readonly image?: string | undefined; readonly imageDigest?: string | undefined }): string {
  return imageDigest === undefined || image.includes('@') ? image : `${image.replace(/:[^:/]+$/, '')}@${imageDigest}`;
}
