import { describe, expect, it } from 'vitest';
import { limits } from '../../core/limits.ts';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { aPlan, someActions } from '../core/builders.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';
import { secondsOf, writtenSeconds } from './written-seconds.ts';

const restoreText = restoreDefinition(deploymentText);

function input({ plan }: MachineBench): JsonObject {
  return { plan: plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
}

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
});
