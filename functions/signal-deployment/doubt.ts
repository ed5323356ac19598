import type { AlarmReader } from '../../adapters/alarm-reader.ts';
import type { EcsReader } from '../../adapters/ecs-reader.ts';
import type { Lease } from '../../adapters/ledger/ledger.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { ranCandidate, stoppedTask } from '../../core/deployment/signals.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import type { Hint } from './read-signal.ts';

/** What an event's claims are read again from. Each try is short: a slow source may delay no way back. */
export interface Witnesses {
  readonly alarms: AlarmReader;
  readonly ecs: Pick<EcsReader, 'services' | 'task'>;
}

type Claim<Kind extends Hint['kind']> = Hint & { readonly kind: Kind };

/** Something that an event says and AWS, asked again, does not. */
export interface Doubt {
  readonly because: string;
  /** When it is said to have happened, ISO 8601. */
  readonly occurredAt: string;
}

/**
 * Why AWS, asked again, does not say what an event says; undefined when it does. An event of the past stays true: an alarm that rang
 * since the deployment began has rung, whatever it shows now.
 *
 * Only an answer raises a doubt. EventBridge lets nobody but AWS send these events, so without an answer the event stands: what ends a
 * deployment must not wait for a service that is throttled or down.
 */
export async function doubtOf(
  witnesses: Witnesses,
  hint: Claim<'alarm' | 'launch-failed'>,
  leases: readonly Lease[],
): Promise<Doubt | undefined> {
  return await doubt(hint.signal.occurredAt, () =>
    hint.kind === 'alarm' ? quietAlarm(witnesses, hint, leases) : livingLaunch(witnesses, hint),
  );
}

/** Like {@link doubtOf} for a task that is said to have failed. ECS shows it for at least an hour, and an event comes within minutes. */
export async function taskDoubtOf(
  { ecs }: Witnesses,
  { laneKey, taskArn, at }: Claim<'task-stopped'>,
  plan: Plan,
  lease: Lease,
): Promise<Doubt | undefined> {
  return await doubt(at, async () => {
    const task = await ecs.task(plan.cluster, taskArn);
    if (task === undefined) return `ECS knows no task ${taskArn}`;
    if (task.desiredStatus !== 'STOPPED') return `task ${taskArn} runs`;
    if (task.group !== `service:${laneKey.split('/')[1]}`) return `task ${taskArn} is of ${task.group ?? 'no service'}`;
    if (task.createdAt !== undefined && task.createdAt < beginOf(lease)) return `task ${taskArn} is older than the deployment`;
    return stoppedTask(task).kind === 'failure' && ranCandidate(task, plan) ? undefined : `task ${taskArn} is no failed candidate`;
  });
}

/**
 * An event that AWS does not confirm is ignored once it is old enough. What is ignored in error is not lost: each look reads the alarms with
 * their history, the lanes and the targets by itself.
 *
 * @throws {DependencyError} it is so young that AWS may not tell of it yet: the delivery is tried again in a minute.
 */
export function throwIfYoung({ because, occurredAt }: Doubt, now: Date): void {
  const ageSeconds = (now.getTime() - Date.parse(occurredAt)) / 1_000;
  if (ageSeconds >= limits.untoldSeconds.value) return;
  throw new DependencyError(`${because}, or is not shown yet: the event of ${occurredAt} is delivered again`);
}

/** Since when what happened counts against the deployment of a lease: what was before says nothing about it. */
export function beginOf({ leasedAt }: Pick<Lease, 'leasedAt'>): Date {
  return new Date(Date.parse(leasedAt) - limits.clockSkewSeconds.value * 1_000);
}

async function quietAlarm({ alarms }: Witnesses, { alarmArn }: Claim<'alarm'>, leases: readonly Lease[]): Promise<string | undefined> {
  const since = new Date(Math.min(...leases.map((lease) => beginOf(lease).getTime())));
  const [alarm] = (await alarms.alarms([alarmArn], { since, changedSince: since })).found;
  if (alarm === undefined) return `CloudWatch knows no alarm ${alarmArn}`;
  return alarm.state === 'ALARM' || alarm.rangAt !== undefined ? undefined : `alarm ${alarm.name} is ${alarm.state} and did not ring`;
}

async function livingLaunch({ ecs }: Witnesses, { laneKey, signal }: Claim<'launch-failed'>): Promise<string | undefined> {
  const [cluster = '', name = ''] = laneKey.split('/');
  const [service] = await ecs.services(cluster, [name]);
  const launch = service?.deployments.find(({ id }) => id === signal.source);
  if (launch === undefined) return `ECS service ${laneKey} has no deployment ${signal.source}`;
  return launch.rolloutState === 'FAILED' ? undefined : `deployment ${signal.source} is ${launch.rolloutState}`;
}

async function doubt(occurredAt: string, asking: () => Promise<string | undefined>): Promise<Doubt | undefined> {
  try {
    const because = await asking();
    return because === undefined ? undefined : { because, occurredAt };
  } catch {
    return undefined;
  }
}
