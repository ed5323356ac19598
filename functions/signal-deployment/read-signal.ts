import type { Signal } from '../../core/deployment/deployment.ts';
import { readCount, readOptionalString, readReason, readString, valueAt } from '../../core/input.ts';
import { isAhead, readInstant } from '../../core/read-instant.ts';
import { readServiceName } from '../../core/service/service-name.ts';
import { shortened } from '../../core/shown.ts';

/** What an event says, before anything is looked up: whom it concerns and which signal it would be. */
export type Hint =
  | { readonly kind: 'alarm'; readonly alarmArn: string; readonly signal: Signal }
  | { readonly kind: 'task-stopped'; readonly laneKey: string; readonly taskArn: string; readonly task: unknown; readonly at: string }
  | { readonly kind: 'launch-failed'; readonly laneKey: string; readonly signal: Signal }
  | { readonly kind: 'abort' | 'rollback'; readonly service: string; readonly signal: Signal }
  | { readonly kind: 'approval'; readonly deploymentId: string; readonly stepIndex: number; readonly by: string; readonly askedAt: string }
  | { readonly kind: 'ignored'; readonly because: string };

/**
 * Reads an EventBridge event. Total over every event that the rules can deliver; what it does not know it ignores with a reason.
 *
 * What a person asks for at a time that is still to come is asked for now: a wrong clock costs nobody the way back, and keeps no later release away.
 *
 * @throws {InvalidInputError} a known event without a field it must have.
 */
export function readSignal(event: unknown, now: Date): Hint {
  const detailType = readString(event, 'detail-type');
  switch (detailType) {
    case 'CloudWatch Alarm State Change':
      return readAlarm(event);
    case 'ECS Task State Change':
      return readStoppedTask(event);
    case 'ECS Deployment State Change':
      return readFailedLaunch(event);
    case 'AbortRequested':
    case 'RollbackRequested':
      return readPerson(event, detailType === 'AbortRequested' ? 'abort' : 'rollback', now);
    case 'RollbackPostponed':
      return readPostponed(event, now);
    case 'ApprovalGiven':
      return {
        kind: 'approval',
        // The name of an execution is shorter than what is cut here: no deployment is taken for another one.
        deploymentId: shortened(readString(event, 'detail.deploymentId')),
        stepIndex: readCount(event, 'detail.stepIndex'),
        by: readPersonName(event),
        askedAt: readAskedAt(event, 'time', now),
      };
    default:
      return { kind: 'ignored', because: `${shortened(detailType)} is no signal` };
  }
}

function readAlarm(event: unknown): Hint {
  const name = shortened(readString(event, 'detail.alarmName'), 255);
  if (readString(event, 'detail.state.value') !== 'ALARM') return { kind: 'ignored', because: `alarm ${name} did not go to ALARM` };
  const alarmArn = readString(event, 'resources.0');
  const reason = readReason(event, 'detail.state.reason') ?? 'no reason given';
  const occurredAt = new Date(readInstant(event, 'detail.state.timestamp')).toISOString();
  return {
    kind: 'alarm',
    alarmArn,
    signal: { kind: 'alarm', source: alarmArn, because: `alarm ${name} went to ALARM: ${reason}`, occurredAt },
  };
}

function readStoppedTask(event: unknown): Hint {
  const group = readOptionalString(event, 'detail.group') ?? '';
  if (!group.startsWith('service:')) return { kind: 'ignored', because: 'the task belongs to no service' };
  return {
    kind: 'task-stopped',
    laneKey: `${lastPart(readString(event, 'detail.clusterArn'))}/${group.slice('service:'.length)}`,
    taskArn: readString(event, 'detail.taskArn'),
    task: valueAt(event, 'detail'),
    at: readInstant(event, 'time'),
  };
}

function readFailedLaunch(event: unknown): Hint {
  const serviceArn = readString(event, 'resources.0');
  const because = `the ECS service deployment failed: ${readReason(event, 'detail.reason') ?? 'no reason given'}`;
  const source = readString(event, 'detail.deploymentId');
  const [, cluster, service] = /:service\/([^/]+)\/([^/]+)$/.exec(serviceArn) ?? [];
  if (cluster === undefined || service === undefined)
    return { kind: 'ignored', because: `${shortened(serviceArn)} is no service of a cluster` };
  const signal = { kind: 'launch-failed', source, because, occurredAt: readInstant(event, 'time') } as const;
  return { kind: 'launch-failed', laneKey: `${cluster}/${service}`, signal };
}

function readPerson(event: unknown, kind: 'abort' | 'rollback', now: Date): Hint {
  const by = readPersonName(event);
  const because = `${by} asked to go back: ${readReason(event, 'detail.because') ?? 'no reason given'}`;
  return {
    kind,
    service: readServiceName(event, 'detail.service'),
    signal: { kind: 'abort', source: by, because, occurredAt: readAskedAt(event, 'time', now) },
  };
}

/** As Sluice wrote it, from what a person asked for before. */
function readPostponed(event: unknown, now: Date): Hint {
  const [source, because] = [readString(event, 'detail.detail.by'), readReason(event, 'detail.detail.asked') ?? 'no reason given'];
  const signal = { kind: 'abort', source, because, occurredAt: readAskedAt(event, 'detail.detail.askedAt', now) } as const;
  return { kind: 'rollback', service: readServiceName(event, 'detail.service'), signal };
}

function readAskedAt(event: unknown, path: string, now: Date): string {
  const told = readInstant(event, path);
  return isAhead(told, now) ? now.toISOString() : told;
}

/** Words, not an identity: whoever may put events says who asks. */
function readPersonName(event: unknown): string {
  return shortened(readString(event, 'detail.by'));
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
