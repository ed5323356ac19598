import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepTrying } from '../../adapters/keep-trying.ts';
import { DependencyError, InvalidInputError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';

const busy = new DependencyError('DynamoDB did not answer: try again');

/** A use case that fails so often before it answers, each try taking so long, under a clock of its own. */
function aBench({ failures, error = busy, tryMs = 0 }: { failures: number; error?: Error; tryMs?: number }) {
  let nowMs = 0;
  const triedAt: number[] = [];
  const pass = async (ms: number): Promise<void> => {
    nowMs += ms;
  };
  const begunAts: Date[] = [];
  const useCase = async (event: unknown, begunAt: Date) => {
    triedAt.push(nowMs);
    begunAts.push(begunAt);
    await pass(tryMs);
    if (triedAt.length <= failures) throw error;
    return { kind: 'done', event };
  };
  return { triedAt, begunAts, run: keepTrying(useCase, { now: () => new Date(nowMs), sleep: pass }) };
}

describe('keepTrying', () => {
  it('answers with the first try that succeeds', async () => {
    const { run, triedAt, begunAts } = aBench({ failures: 3, tryMs: 5 });
    expect(await run({ id: 'event-1' })).toEqual({ kind: 'done', event: { id: 'event-1' } });
    expect(triedAt).toHaveLength(4);
    expect(begunAts).toEqual(triedAt.map(() => new Date(triedAt[0] ?? Number.NaN)));
  });

  it('waits shortly at first, and seconds at most', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (id) => {
        const { run, triedAt } = aBench({ failures: Number.POSITIVE_INFINITY });
        await expect(run({ id })).rejects.toBe(busy);
        const waits = triedAt.slice(1).map((at, index) => at - (triedAt[index] ?? 0));
        expect(waits[0]).toBeLessThan(400);
        expect(Math.max(...waits)).toBeLessThan(3_000);
      }),
    );
  });

  it('begins no try that could not end within its function, and then throws what the last one threw', async () => {
    const { run, triedAt } = aBench({ failures: Number.POSITIVE_INFINITY, tryMs: 700 });
    await expect(run({ id: 'event-1' })).rejects.toBe(busy);
    expect(triedAt.at(-1)).toBeLessThanOrEqual(limits.triesSeconds.value * 1_000);
    expect(triedAt.length).toBeGreaterThan(7);
  });

  it('tries nothing again that is no fault of a dependency', async () => {
    const error = new InvalidInputError('detail.service is missing');
    const { run, triedAt } = aBench({ failures: 1, error });
    await expect(run({})).rejects.toBe(error);
    expect(triedAt).toHaveLength(1);
  });

  it('tries different events again at different moments, and the same one at the same', async () => {
    const secondTry = async (id: string) => {
      const { run, triedAt } = aBench({ failures: 1 });
      await run({ id });
      return triedAt[1];
    };
    const moments = await Promise.all(Array.from({ length: 50 }, (_, index) => secondTry(`event-${index}`)));
    expect(new Set(moments).size).toBe(50);
    expect(await secondTry('event-7')).toBe(moments[7]);
  });

  // Lambda parses what JSON.stringify would not write again.
  it('gives its use case every event: without an id, and nested deeper than can be written down', async () => {
    const deep: unknown = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    for (const event of [{ id: 'event-1', deep }, { id: deep }, deep, {}, null, undefined]) {
      const { run, triedAt } = aBench({ failures: 1 });
      expect((await run(event)).event).toBe(event);
      expect(triedAt).toHaveLength(2);
    }
  });
});
