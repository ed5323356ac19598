import { valueAt } from '../input.ts';
import { limits } from '../limits.ts';
import { shortened } from '../shown.ts';
import type { Signal } from './deployment.ts';
import type { Plan } from './plan.ts';

/** What a stopped task means: it failed by itself, or its end was wanted by somebody. */
export interface StoppedTask {
  readonly kind: 'failure' | 'wanted';
  readonly because: string;
}

/**
 * Reads why a task stopped, from the detail of an `ECS Task State Change` or from DescribeTasks: both have these members.
 *
 * ECS names the stop in `stopCode`. A scheduler's stop is a scale-in or a rollout unless its reason names a failed health check:
 * the exit code says nothing then, since a task that was told to stop exits with 0, 137 or 143 as it likes.
 */
export function stoppedTask(task: unknown): StoppedTask {
  const code = textAt(task, 'stopCode') || 'no stop code';
  const reason = textAt(task, 'stoppedReason');
  const because = shortened([`${code}: ${reason || 'no reason given'}`, ...exits(task)].join('; '), limits.reasonCharacters.value);
  return { kind: isFailure(code, reason) ? 'failure' : 'wanted', because };
}

/** True when a task ran this plan's image: the lane may still hold tasks of the version it served before. */
export function ranCandidate(task: unknown, { candidate }: Pick<Plan, 'candidate'>): boolean {
  return containersOf(task).some(
    (container) =>
      textAt(container, 'imageDigest') === candidate.imageDigest || textAt(container, 'image').endsWith(`@${candidate.imageDigest}`),
  );
}

/** The signal of a failed candidate task, once more of them failed than the plan allows; undefined up to then. */
export function taskSignal(
  task: { readonly taskArn: string; readonly because: string; readonly occurredAt: string },
  failures: number,
  { guards }: Pick<Plan, 'guards'>,
): Signal | undefined {
  if (failures <= guards.taskFailuresAllowed) return undefined;
  const because = `${failures} candidate tasks failed, allowed are ${guards.taskFailuresAllowed}; the last: ${task.because}`;
  return { kind: 'task-stopped', source: task.taskArn, because, occurredAt: task.occurredAt };
}

/** A task definition has at most ten containers. */
const containersShown = 10;

function isFailure(code: string, reason: string): boolean {
  if (code === 'EssentialContainerExited' || code === 'TaskFailedToStart') return true;
  return code === 'ServiceSchedulerInitiated' && /health check/i.test(reason);
}

function exits(task: unknown): readonly string[] {
  return containersOf(task)
    .slice(0, containersShown)
    .flatMap((container) => {
      const exitCode = valueAt(container, 'exitCode');
      const reason = textAt(container, 'reason');
      if (typeof exitCode !== 'number' && reason === '') return [];
      const words = [...(typeof exitCode === 'number' ? [`exit code ${exitCode}`] : []), ...(reason === '' ? [] : [reason])];
      return [`container ${textAt(container, 'name')}: ${words.join(', ')}`];
    });
}

function containersOf(task: unknown): readonly unknown[] {
  const containers = valueAt(task, 'containers');
  return Array.isArray(containers) ? containers : [];
}

function textAt(value: unknown, path: string): string {
  const text = valueAt(value, path);
  return typeof text === 'string' ? shortened(text, limits.reasonCharacters.value) : '';
}
