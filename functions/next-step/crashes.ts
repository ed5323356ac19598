import type { EcsReader } from '../../adapters/ecs-reader.ts';
import type { Progressing } from '../../core/deployment/move.ts';
import { ranCandidate, stoppedTask, taskSignal } from '../../core/deployment/signals.ts';
import { readUnlessLate } from './read-unless-late.ts';

/** What a look that moves users asks ECS. */
export interface CrashSources {
  /** Absent: only events tell of crashed tasks. */
  readonly tasks?: EcsReader['tasks'];
  /** Ends the wait for an answer. */
  readonly patience: () => AbortSignal;
}

/**
 * Why users must not move on: more tasks of the candidate failed than the plan allows, as ECS still shows them an hour later. Each has an event of
 * its own, which ends a deployment at once; this is for those that were lost. Undefined: no more failed, or ECS does not tell. Never throws.
 */
export async function crashed({ tasks, patience }: CrashSources, deployment: Progressing, at: Date): Promise<string | undefined> {
  if (tasks === undefined) return undefined;
  const { plan, admittedAt } = deployment;
  const listed = await readUnlessLate('tasks', tasks(plan.cluster, plan.candidate.ecsService), patience());
  if (listed.kind === 'unread') return undefined;
  const failed = listed.value.filter((task) => {
    const isOurs = ranCandidate(task, plan) && (task.createdAt ?? at).getTime() >= Date.parse(admittedAt);
    return isOurs && task.lastStatus === 'STOPPED' && stoppedTask(task).kind === 'failure';
  });
  const [last] = failed;
  if (last === undefined) return undefined;
  const told = { taskArn: last.arn, because: stoppedTask(last).because, occurredAt: at.toISOString() };
  return taskSignal(told, failed.length, plan)?.because;
}
