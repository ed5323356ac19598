import type { EcsReader, EcsTask } from '../../adapters/ecs-reader.ts';
import type { Progressing } from '../../core/deployment/move.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { ranCandidate, stoppedTask, taskSignal } from '../../core/deployment/signals.ts';
import { type Read, readUnlessLate } from './read-unless-late.ts';

/** What a look that moves users asks ECS. */
export interface TaskSources {
  /** Absent: only events tell of crashed tasks. */
  readonly tasks?: EcsReader['tasks'];
  /** Ends the wait for an answer. */
  readonly patience: () => AbortSignal;
}

/** When a look is, and the revision that was launched; undefined: nobody says. */
export interface Launched {
  readonly at: Date;
  readonly taskDefinitionArn: string | undefined;
}

/**
 * Why users must not move on: the candidate lane runs another revision than the one that was judged, or more of its tasks failed than the plan
 * allows, as ECS still shows them an hour later. Each failure has an event of its own, which ends a deployment at once; this is for those that
 * were lost. Undefined: neither. Never throws: what ECS does not tell is unread.
 */
export async function whyTasksForbid(
  { tasks, patience }: TaskSources,
  deployment: Progressing,
  look: Launched,
): Promise<Read<string | undefined>> {
  if (tasks === undefined) return { kind: 'read', value: undefined };
  const { plan } = deployment;
  const listed = await readUnlessLate('tasks', tasks(plan.cluster, plan.candidate.ecsService), patience());
  if (listed.kind === 'unread') return listed;
  // What ran in the lane before may be shown for a little longer than it runs.
  const ours = listed.value.filter(({ createdAt = look.at }) => createdAt.getTime() >= Date.parse(deployment.admittedAt));
  return { kind: 'read', value: edited(ours, look.taskDefinitionArn) ?? failing(ours, plan, look.at) };
}

/** A lane that was edited in the middle of a release has users on a version that nobody asked for and nobody judged. */
function edited(tasks: readonly EcsTask[], launched: string | undefined): string | undefined {
  const running = tasks.filter(({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING');
  const other = launched === undefined ? undefined : running.find(({ taskDefinitionArn }) => taskDefinitionArn !== launched);
  return other && `somebody changed the candidate lane: it runs ${other.taskDefinitionArn}, and ${launched} was launched`;
}

function failing(tasks: readonly EcsTask[], plan: Plan, at: Date): string | undefined {
  const failed = tasks.filter((task) => ranCandidate(task, plan) && task.lastStatus === 'STOPPED' && stoppedTask(task).kind === 'failure');
  const [last] = failed;
  if (last === undefined) return undefined;
  const told = { taskArn: last.arn, because: stoppedTask(last).because, occurredAt: at.toISOString() };
  return taskSignal(told, failed.length, plan)?.because;
}
