import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../simulate.ts';
import { aRun, aSummary } from './a-run.ts';
import { runSeeds } from './run-seeds.ts';
import type { SeedTask } from './seed-worker.ts';
import { nothingRun, type Summary } from './summary.ts';

/** Workers of which each answer but the last is late: which of those that are out answers next is drawn. */
function drawnPool(draw: (below: number) => number) {
  return async (_: URL, next: () => SeedTask | undefined, answered: (runs: readonly Run[], task: SeedTask) => void): Promise<void> => {
    const out = [next(), next(), next()].filter((task) => task !== undefined);
    while (out.length > 0) {
      const [task] = out.splice(draw(out.length), 1);
      if (task === undefined) continue;
      answered(task.seeds.map(aRun), task);
      const more = next();
      if (more !== undefined) out.push(more);
    }
  };
}

/** The first seeds of a run, after those that were run before: what they came to, and what was kept whenever they became more. */
async function ran(
  { count, before = nothingRun, batches = 1_000 }: { count: number; before?: Summary; batches?: number },
  draw: (below: number) => number,
) {
  const kept: Summary[] = [];
  let asked = 0;
  const goOn = (): boolean => {
    asked += 1;
    return asked <= batches;
  };
  const wanted = { assembly: '', from: 40, count, before, goOn, tell: () => undefined, keep: (each: Summary) => void kept.push(each) };
  return { summary: await runSeeds(wanted, drawnPool(draw)), kept };
}

/** What the first seeds come to, one after the other. */
const expected = (count: number) => aSummary(40, count);

describe('seeds that are run in parts', () => {
  it('come to what they come to at once, none missing or run again, in whichever order they end', async () => {
    const numbers = fc.array(fc.nat(), { minLength: 50, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 150 }), fc.nat(8), numbers, async (count, batches, drawn) => {
        const draw = (below: number) => (drawn.pop() ?? 0) % below;
        const first = await ran({ count, batches }, draw);
        expect(first.summary).toEqual(expected(Math.min(count, 10 * batches)));
        const both = await ran({ count, before: first.summary }, draw);
        expect(both.summary).toEqual(expected(count));
        for (const each of [...first.kept, ...both.kept]) expect(each).toEqual(expected(each.seeds));
      }),
    );
  });

  it('are not run again when all are run', async () => {
    expect(await ran({ count: 25, before: expected(25) }, () => 0)).toEqual({ summary: expected(25), kept: [] });
  });
});
