import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideScheduling, type ScheduledService, type ScheduledTask } from '../../../../local/aws/ecs/decide-scheduling.ts';
import { breakerThreshold, retrySeconds } from '../../../../local/aws/ecs/failed-starts.ts';

const anyTask = fc.record({
  deployment: fc.constantFrom('primary' as const, 'older' as const),
  health: fc.constantFrom('starting' as const, 'healthy' as const, 'unhealthy' as const),
});

const anyService: fc.Arbitrary<ScheduledService> = fc.record({
  desiredCount: fc.nat({ max: 12 }),
  minimumHealthyPercent: fc.integer({ min: 0, max: 100 }),
  maximumPercent: fc.integer({ min: 100, max: 300 }),
  mayStart: fc.boolean(),
  tasks: fc
    .array(anyTask, { maxLength: 24 })
    .map((tasks) => tasks.map((task, index): ScheduledTask => ({ ...task, taskArn: `task-${index}` }))),
});

const healthyIn = (tasks: readonly ScheduledTask[]) => tasks.filter((task) => task.health === 'healthy').length;

describe('decideScheduling', () => {
  it('never starts beyond the maximum and never more than desired', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const { start } = decideScheduling(service);
        const max = Math.floor((service.desiredCount * service.maximumPercent) / 100);
        if (start > 0) expect(service.tasks.length + start).toBeLessThanOrEqual(max);
        const primary = service.tasks.filter((task) => task.deployment === 'primary' && task.health !== 'unhealthy').length;
        expect(start).toBeLessThanOrEqual(Math.max(0, service.desiredCount - primary));
      }),
    );
  });

  it('stops no healthy task of an older deployment below the minimum', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const stopped = new Set(decideScheduling(service).stop.map(({ taskArn }) => taskArn));
        const olderHealthyStopped = service.tasks.some(
          (task) => task.deployment === 'older' && task.health === 'healthy' && stopped.has(task.taskArn),
        );
        const left = healthyIn(service.tasks.filter((task) => !stopped.has(task.taskArn)));
        const min = Math.ceil((service.desiredCount * service.minimumHealthyPercent) / 100);
        if (olderHealthyStopped) expect(left).toBeGreaterThanOrEqual(min);
      }),
    );
  });

  it('reaches the desired count with the new revision alone, from any mixture', () => {
    fc.assert(
      fc.property(anyService, fc.boolean(), (service, roomAbove) => {
        // A maximum of 100 % with a minimum of 100 % leaves no room to replace anything, on AWS too.
        const room = roomAbove
          ? { maximumPercent: Math.max(200, service.maximumPercent) }
          : { minimumHealthyPercent: 0, maximumPercent: 100 };
        let now: ScheduledService = { ...service, ...room, mayStart: true };
        for (let turn = 0; turn < 60; turn += 1) now = afterOneTurn(now, turn);
        expect(now.tasks.map(({ deployment, health }) => [deployment, health])).toEqual(
          Array.from({ length: now.desiredCount }, () => ['primary', 'healthy']),
        );
      }),
    );
  });

  it('replaces one by one when there is room for one more', () => {
    const task = (taskArn: string, deployment: 'primary' | 'older', health: ScheduledTask['health']) => ({ taskArn, deployment, health });
    const tasks = [task('old-1', 'older', 'healthy'), task('old-2', 'older', 'healthy'), task('new-1', 'primary', 'healthy')];
    const service = { desiredCount: 2, minimumHealthyPercent: 100, maximumPercent: 150, mayStart: true, tasks };
    expect(decideScheduling(service)).toEqual({ start: 0, stop: [{ taskArn: 'old-2', because: 'scaling' }] });
  });
});

/** Carries a decision out: what was starting becomes healthy, what is stopped is gone. */
function afterOneTurn(service: ScheduledService, turn: number): ScheduledService {
  const { start, stop } = decideScheduling(service);
  const stopped = new Set(stop.map(({ taskArn }) => taskArn));
  const staying = service.tasks.filter((task) => !stopped.has(task.taskArn));
  const grown = staying.map((task) => (task.health === 'starting' ? { ...task, health: 'healthy' as const } : task));
  const started = Array.from(
    { length: start },
    (_, index): ScheduledTask => ({ taskArn: `turn-${turn}-${index}`, deployment: 'primary', health: 'starting' }),
  );
  return { ...service, tasks: [...grown, ...started] };
}

describe('breakerThreshold', () => {
  it('is half the desired count, between 3 and 200', () => {
    expect([0, 1, 6, 7, 10, 400, 1_000].map(breakerThreshold)).toEqual([3, 3, 3, 4, 5, 200, 200]);
  });
});

describe('retrySeconds', () => {
  it('is nothing after the first failure, doubles from 10 and ends at 15 minutes', () => {
    expect([1, 2, 3, 4, 20].map(retrySeconds)).toEqual([0, 10, 20, 40, 900]);
  });
});
