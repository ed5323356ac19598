import { describe, expect, it } from 'vitest';
import { limits } from '../../core/limits.ts';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { aPlan, blueArn, someActions } from '../core/builders.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';
import { secondsOf, writtenSeconds } from './written-seconds.ts';

const restoreText = restoreDefinition(deploymentText);

function input({ plan }: MachineBench): JsonObject {
  return { plan: plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
}

const target = { ServiceNamespace: 'ecs', ResourceId: 'service/prod/orders-blue', SuspendedState: { DynamicScalingInSuspended: true } };
const throttled = (times: number) => ({ act: 'hold', times, error: 'ApplicationAutoScaling.ThrottlingException' }) as const;
const aHeldPlan = (drainSeconds: number) => aPlan({ drainSeconds, holdScaling: [target, target] });

describe('a shift that lands after users were read back on stable', () => {
  // Users would be on a bad version for as long as requests may take.
  it.each([90, 360, 3_660])(
    'is undone within a quarter of a minute, also in a drain of %d s, which then begins anew',
    async (drainSeconds) => {
      for (const landsSeconds of [1, 9, 21, limits.shiftInFlightSeconds.value - 1]) {
        const bench = new MachineBench({ plan: aPlan({ drainSeconds }), actions: someActions(75, 25) as unknown as Json });
        const written = writtenSeconds(bench);
        await bench.run(restoreText, input(bench), ({ clock }) => {
          clock.after(landsSeconds * 1_000, () => {
            bench.actions = someActions(50, 50) as unknown as Json;
          });
        });
        const [restored, landed, undone = Number.POSITIVE_INFINITY] = written();
        expect([restored, landed]).toEqual([0, landsSeconds]);
        expect(undone - landsSeconds).toBeLessThan(15);
        expect(secondsOf(bench)).toBe(undone + drainSeconds);
      }
    },
  );

  it('makes no way back longer in which nothing lands late', async () => {
    const bench = new MachineBench({ plan: aPlan({ drainSeconds: 360 }), actions: someActions(75, 25) as unknown as Json });
    await bench.run(restoreText, input(bench));
    expect(secondsOf(bench)).toBe(360);
  });

  // AWS allows an account few of these calls, and many may go back at once.
  it('is undone as soon when holding scaling is throttled meanwhile', async () => {
    for (const landsSeconds of [1, 9, 21, 29]) {
      const actions = someActions(75, 25) as unknown as Json;
      const bench = new MachineBench({ plan: aHeldPlan(360), actions, faults: [throttled(30)] });
      const written = writtenSeconds(bench);
      const seen = await bench.run(restoreText, input(bench), ({ clock }) => {
        clock.after(landsSeconds * 1_000, () => {
          bench.actions = someActions(50, 50) as unknown as Json;
        });
      });
      const [, landed = 0, undone = Number.POSITIVE_INFINITY] = written();
      expect(undone - landed).toBeLessThan(20);
      expect([seen.serving, bench.holds, seen.pages]).toEqual([[blueArn], 2, 0]);
    }
  });
});

describe('scaling that is not held at once', () => {
  it.each([90, 3_660])('is asked for again between the reads of a drain of %d s, until it is held', async (drainSeconds) => {
    const bench = new MachineBench({
      plan: aHeldPlan(drainSeconds),
      actions: someActions(75, 25) as unknown as Json,
      faults: [throttled(20)],
    });
    const seen = await bench.run(restoreText, input(bench));
    expect([seen.outcome.status, bench.holds, seen.pages]).toEqual(['SUCCEEDED', 2, 0]);
    expect(seen.path.filter((state) => state === 'HoldAgain')).toHaveLength(7);
    expect(secondsOf(bench) - drainSeconds).toBeLessThan(20);
  });

  it('is a matter of a person after twelve times and the drain', async () => {
    const bench = new MachineBench({
      plan: aHeldPlan(3_660),
      actions: someActions(75, 25) as unknown as Json,
      faults: [throttled(10_000)],
    });
    const seen = await bench.run(restoreText, input(bench));
    expect(seen).toMatchObject({ outcome: { error: 'NeedsHuman' }, serving: [blueArn], recorded: ['needs-human'], pages: 1 });
    expect(seen.path.filter((state) => state === 'HoldAgain')).toHaveLength(12);
    expect(secondsOf(bench)).toBeGreaterThan(3_660);
    expect(seen.path.filter((state) => state === 'RestoreScaling')).toEqual([]);
  });
});
