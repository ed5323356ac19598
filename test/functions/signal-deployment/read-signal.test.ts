import { describe, expect, it } from 'vitest';
import { readSignal } from '../../../functions/signal-deployment/read-signal.ts';

const envelope = { id: '1', time: '2026-11-20T10:14:12Z', account: '111122223333', region: 'eu-west-1', version: '0' };
const now = new Date('2026-11-20T10:14:13Z');
const alarmArn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-green-5xx';

function anAlarmEvent(value: string): object {
  const state = { value, reason: 'Threshold Crossed', timestamp: '2026-11-20T10:14:12.354+0000' };
  return {
    ...envelope,
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    resources: [alarmArn],
    detail: { alarmName: 'orders-green-5xx', state },
  };
}

describe('readSignal', () => {
  it('reads an alarm that went to ALARM, with CloudWatch’s own time', () => {
    expect(readSignal(anAlarmEvent('ALARM'), now)).toEqual({
      kind: 'alarm',
      alarmArn,
      signal: {
        kind: 'alarm',
        source: alarmArn,
        because: 'alarm orders-green-5xx went to ALARM: Threshold Crossed',
        occurredAt: '2026-11-20T10:14:12.354Z',
      },
    });
  });

  it('ignores an alarm that went back to OK: a later OK never unsays an ALARM', () => {
    expect(readSignal(anAlarmEvent('OK'), now)).toEqual({ kind: 'ignored', because: 'alarm orders-green-5xx did not go to ALARM' });
  });

  it('reads a stopped task with the lane it belonged to', () => {
    const detail = {
      clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod',
      group: 'service:orders-green',
      taskArn: 'arn:aws:ecs:eu-west-1:111122223333:task/prod/0f9d',
      stopCode: 'EssentialContainerExited',
    };
    expect(readSignal({ ...envelope, 'detail-type': 'ECS Task State Change', detail }, now)).toEqual({
      kind: 'task-stopped',
      laneKey: 'prod/orders-green',
      taskArn: detail.taskArn,
      task: detail,
      at: envelope.time,
    });
  });

  it('ignores a stopped task that belongs to no service', () => {
    expect(readSignal({ ...envelope, 'detail-type': 'ECS Task State Change', detail: { group: 'family:batch' } }, now)).toEqual({
      kind: 'ignored',
      because: 'the task belongs to no service',
    });
  });

  it('reads a failed ECS service deployment', () => {
    const event = {
      ...envelope,
      'detail-type': 'ECS Deployment State Change',
      resources: ['arn:aws:ecs:eu-west-1:111122223333:service/prod/orders-green'],
      detail: {
        eventName: 'SERVICE_DEPLOYMENT_FAILED',
        deploymentId: 'ecs-svc/45',
        reason: 'ECS deployment circuit breaker: task failed to start.',
      },
    };
    expect(readSignal(event, now)).toMatchObject({ kind: 'launch-failed', laneKey: 'prod/orders-green', signal: { source: 'ecs-svc/45' } });
  });

  it.each(['AbortRequested', 'RollbackRequested'])('reads %s with who asked', (detailType) => {
    const event = { ...envelope, 'detail-type': detailType, detail: { service: 'orders', by: 'ana', because: 'wrong price' } };
    expect(readSignal(event, now)).toMatchObject({
      kind: detailType === 'AbortRequested' ? 'abort' : 'rollback',
      service: 'orders',
      signal: { kind: 'abort', source: 'ana', because: 'ana asked to go back: wrong price' },
    });
  });

  it('names the missing field of an approval', () => {
    const event = { ...envelope, 'detail-type': 'ApprovalGiven', detail: { deploymentId: 'orders-1', by: 'ana' } };
    expect(() => readSignal(event, now)).toThrow('detail.stepIndex is missing: give a whole number from 0');
  });

  it('ignores what is no signal', () => {
    expect(readSignal({ ...envelope, 'detail-type': 'ECR Image Action', detail: {} }, now)).toEqual({
      kind: 'ignored',
      because: 'ECR Image Action is no signal',
    });
  });
});
