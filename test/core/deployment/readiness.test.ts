import { describe, expect, it } from 'vitest';
import { type LaneFacts, readiness } from '../../../core/deployment/readiness.ts';

const revision = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders-green:7';
const older = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders-green:6';

function aLane(over: Partial<LaneFacts> = {}): LaneFacts {
  return {
    status: 'ACTIVE',
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    deployments: [{ taskDefinitionArn: revision, rolloutState: 'COMPLETED', because: undefined }],
    healthyTargets: 2,
    ...over,
  };
}

function look(lane: LaneFacts, seconds = 30) {
  const launchedAt = new Date('2026-11-20T10:00:00Z');
  const at = new Date(launchedAt.getTime() + seconds * 1000);
  return readiness({ launchSeconds: 600 }, lane, { taskDefinitionArn: revision, launchedAt, at });
}

describe('readiness', () => {
  it('is healthy when one completed ECS service deployment runs this revision and every target is healthy', () => {
    expect(look(aLane())).toEqual({ kind: 'healthy', because: '2 of 2 targets are healthy' });
  });

  it.each<[string, Partial<LaneFacts>, string]>([
    ['the service is not active', { status: 'DRAINING' }, 'the ECS service is DRAINING'],
    [
      'another revision runs',
      { deployments: [{ taskDefinitionArn: older, rolloutState: 'COMPLETED', because: undefined }] },
      `the ECS service runs ${older}`,
    ],
    [
      'the rollout is not over although all tasks run',
      { deployments: [{ taskDefinitionArn: revision, rolloutState: 'IN_PROGRESS', because: undefined }] },
      'the ECS service deployment is IN_PROGRESS',
    ],
    [
      'old tasks are left',
      {
        deployments: [
          { taskDefinitionArn: revision, rolloutState: 'COMPLETED', because: undefined },
          { taskDefinitionArn: older, rolloutState: 'COMPLETED', because: undefined },
        ],
      },
      'tasks of an earlier revision are still in the lane',
    ],
    ['a task is missing', { runningCount: 1 }, '1 of 2 tasks run'],
    ['a task is pending', { pendingCount: 1 }, '2 of 2 tasks run'],
    ['a target is not healthy', { healthyTargets: 1 }, '1 of 2 targets are healthy'],
    ['nobody wants tasks', { desiredCount: 0, runningCount: 0, healthyTargets: 0 }, 'the lane wants no tasks'],
  ])('waits while %s', (_, over, because) => {
    expect(look(aLane(over))).toEqual({ kind: 'waiting', because });
  });

  it('fails when the launch time is over', () => {
    expect(look(aLane({ runningCount: 1 }), 600)).toEqual({ kind: 'failed', because: '1 of 2 tasks run after 600 s, allowed are 600 s' });
  });

  it('fails at once when ECS gave up', () => {
    const deployments = [{ taskDefinitionArn: revision, rolloutState: 'FAILED', because: 'tasks failed to start' }];
    expect(look(aLane({ deployments }), 1)).toEqual({
      kind: 'failed',
      because: 'the ECS service deployment failed: tasks failed to start',
    });
  });

  it('waits when ECS still shows the failure of an earlier revision', () => {
    const deployments = [{ taskDefinitionArn: older, rolloutState: 'FAILED', because: 'tasks failed to start' }];
    expect(look(aLane({ deployments }), 1)).toEqual({ kind: 'waiting', because: `the ECS service runs ${older}` });
  });
});
