import { valueAt } from '../input.ts';

/**
 * Why a stopped task counts as a crash of the candidate; undefined when it does not. Reads the detail of an `ECS Task State Change`
 * or a task of DescribeTasks: both have these members.
 *
 * - **The candidate's image only.** The lane may still hold tasks of the version it served before.
 * - **By itself.** ECS names the stop in `stopCode`. A scheduler's stop is a scale-in or a rollout unless its reason names a failed
 *   health check; the exit code says nothing then, since a task that was told to stop exits with 0, 137 or 143 as it likes.
 */
export function crashOf(task: unknown, imageDigest: string): string | undefined {
  const stopCode = textAt(task, 'stopCode');
  const stoppedReason = textAt(task, 'stoppedReason');
  if (!containersOf(task).some((container) => runsImage(container, imageDigest)) || !isCrash(stopCode, stoppedReason)) return undefined;
  return [`${stopCode}: ${stoppedReason || 'no reason given'}`, ...exits(task)].join('; ');
}

/** A container that never started has no `imageDigest`, but its image is pinned by digest. */
function runsImage(container: unknown, imageDigest: string): boolean {
  return textAt(container, 'imageDigest') === imageDigest || textAt(container, 'image').endsWith(`@${imageDigest}`);
}

function isCrash(code: string, reason: string): boolean {
  if (code === 'EssentialContainerExited' || code === 'TaskFailedToStart') return true;
  return code === 'ServiceSchedulerInitiated' && /health check/i.test(reason);
}

function exits(task: unknown): readonly string[] {
  return containersOf(task).flatMap((container) => {
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
  return typeof text === 'string' ? text : '';
}
