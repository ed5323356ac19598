import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { aPlan, blueArn, greenArn, someActions } from '../core/builders.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';
import { secondsOf, writtenSeconds } from './written-seconds.ts';

const restoreText = restoreDefinition(deploymentText);
const drainSeconds = 360;
/** One visit of ReadRestored that ELB does not answer. */
const visit = { tries: 4, seconds: 4 * 10 + 3 };

function input({ plan }: MachineBench): JsonObject {
  return { plan: plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
}

/** A way back for whose reads ELB is silent from then on, for so many visits. */
async function backThrough({ fromSeconds, visits, meanwhile }: Silence) {
  const bench = new MachineBench({ plan: aPlan({ drainSeconds }), actions: someActions(75, 25) as unknown as Json });
  bench.candidateCount = 4;
  const written = writtenSeconds(bench);
  const seen = await bench.run(restoreText, input(bench), ({ clock }) => {
    clock.after(fromSeconds * 1_000, () => {
      // Step Functions gives up each try before it is answered.
      bench.fail({ act: 'read', times: visits * visit.tries, error: 'Sandbox.Silent', afterMs: 10_500 });
      if (meanwhile !== undefined) bench.actions = meanwhile;
    });
  });
  return { seen, written: written(), endedSeconds: secondsOf(bench), warnings: bench.warnings };
}

interface Silence {
  readonly fromSeconds: number;
  readonly visits: number;
  /** What the rule shows as soon as nobody can read it. */
  readonly meanwhile?: Json;
}

describe('an ELB that does not say where users are while the candidate is drained', () => {
  // Somebody else may move users while nobody can read it: who was silent twice is told of.
  it.each([
    [1, 0],
    [4, 1],
  ])(
    'is asked again, and the drain does not begin anew, when all were on stable after half a minute: %d times, %d warnings',
    async (visits, warned) => {
      const { seen, written, endedSeconds, warnings } = await backThrough({ fromSeconds: 100, visits });
      expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], pages: 0 });
      expect(warnings).toBe(warned);
      expect(written).toEqual([0]);
      expect(endedSeconds).toBe(drainSeconds + visits * (visit.seconds + 10) - 10 * warned);
    },
  );

  it('is not believed for ever', async () => {
    const { seen, written } = await backThrough({ fromSeconds: 100, visits: 5 });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'] });
    expect(written).toHaveLength(2);
    const never = await backThrough({ fromSeconds: 100, visits: Number.POSITIVE_INFINITY });
    expect(never.seen).toMatchObject({ candidateCount: 4, recorded: ['needs-human'], pages: 1 });
  });

  // A shift that lands late would keep users on the candidate for minutes.
  it.each([5, 15, 25])(
    'has users sent back without being asked again in the half minute in which a shift may land late: %d s',
    async (fromSeconds) => {
      const { seen, written } = await backThrough({ fromSeconds, visits: 1, meanwhile: someActions(50, 50) as unknown as Json });
      expect(seen).toMatchObject({ serving: [blueArn], recorded: ['rolled-back'] });
      const [, landed = 0, undone = Number.POSITIVE_INFINITY] = written;
      expect(undone - landed).toBeLessThan(visit.seconds + 15);
    },
  );

  it('stops nothing under users who left meanwhile', async () => {
    const { seen, written } = await backThrough({ fromSeconds: 100, visits: 2, meanwhile: someActions(0, 100) as unknown as Json });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'] });
    expect(written).toHaveLength(3);
    expect(seen.serving).not.toContain(greenArn);
  });
});
