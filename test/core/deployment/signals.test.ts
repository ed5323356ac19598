import { describe, expect, it } from 'vitest';
import { ranCandidate, stoppedTask, taskSignal } from '../../../core/deployment/signals.ts';
import { aPlan, digest } from '../builders.ts';

const stopped = (stopCode: string, stoppedReason: string, exitCode?: number) => ({
  stopCode,
  stoppedReason,
  containers: [{ name: 'app', ...(exitCode !== undefined && { exitCode }) }],
});

describe('stoppedTask', () => {
  it.each([
    ['EssentialContainerExited', 'Essential container in task exited', 1],
    ['EssentialContainerExited', 'Essential container in task exited', 0],
    ['TaskFailedToStart', 'CannotPullContainerError: pull image manifest has been retried', undefined],
    ['ServiceSchedulerInitiated', 'Task failed ELB health checks in (target-group arn:aws:x)', 143],
    ['ServiceSchedulerInitiated', 'Task failed container health checks', 137],
  ])('%s, "%s", exit code %s is a failure', (code, reason, exitCode) => {
    expect(stoppedTask(stopped(code, reason, exitCode)).kind).toBe('failure');
  });

  it.each([
    ['ServiceSchedulerInitiated', 'Scaling activity initiated by (deployment ecs-svc/4513075413935170001)', 137],
    ['UserInitiated', 'Task stopped by user', 143],
    ['SpotInterruption', 'Your Spot Task was interrupted.', 143],
    ['TerminationNotice', 'Host is going away', 143],
  ])('%s, "%s", exit code %s is wanted', (code, reason, exitCode) => {
    expect(stoppedTask(stopped(code, reason, exitCode)).kind).toBe('wanted');
  });

  it('says why in words, with the containers that ended', () => {
    const containers = [{ name: 'app', exitCode: 137, reason: 'OutOfMemoryError: container killed' }, { name: 'log-router' }];
    expect(stoppedTask({ ...stopped('EssentialContainerExited', 'Essential container in task exited'), containers }).because).toBe(
      'EssentialContainerExited: Essential container in task exited; container app: exit code 137, OutOfMemoryError: container killed',
    );
  });

  it.each([undefined, null, 7, {}, { containers: 'none' }])('answers %j too', (task) => {
    expect(stoppedTask(task)).toEqual({ kind: 'wanted', because: 'no stop code: no reason given' });
  });
});

describe('ranCandidate', () => {
  it('knows the candidate by its digest, also when the container never started', () => {
    const running = { containers: [{ name: 'app', imageDigest: digest }] };
    const neverStarted = {
      containers: [
        { name: 'log-router', image: 'fluent-bit:1' },
        { name: 'app', image: `registry/orders@${digest}` },
      ],
    };
    const before = { containers: [{ name: 'app', imageDigest: 'sha256:0', image: 'registry/orders@sha256:0' }] };
    expect([running, neverStarted, before, {}].map((task) => ranCandidate(task, aPlan()))).toEqual([true, true, false, false]);
  });
});

describe('taskSignal', () => {
  const task = { taskArn: 'arn:task', because: 'EssentialContainerExited', occurredAt: '2026-11-20T10:12:41.000Z' };
  const plan = aPlan({ guards: { alarmArns: [], taskFailuresAllowed: 2 } });

  it('is there once more tasks failed than the plan allows', () => {
    expect([1, 2].map((failures) => taskSignal(task, failures, plan))).toEqual([undefined, undefined]);
    expect(taskSignal(task, 3, plan)).toEqual({
      kind: 'task-stopped',
      source: 'arn:task',
      because: '3 candidate tasks failed, allowed are 2; the last: EssentialContainerExited',
      occurredAt: '2026-11-20T10:12:41.000Z',
    });
  });
});
