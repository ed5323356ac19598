import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { changedSince } from '../../core/analysis/changed-since.ts';
import type { Evidence } from '../../core/analysis/evidence.ts';
import { mergeEvidence } from '../../core/analysis/merge-evidence.ts';
import { aDeployment, admit } from './a-deployment.ts';
import { dyingAfter, Killed, ledgersOn } from './a-dying-ledger.ts';
import { aLedgerTable, databaseNames, type LedgerTable } from './a-ledger-table.ts';
import { aCountBlock, hour, ofErrors } from './some-evidence.ts';

describe.each(databaseNames)('in %s', (database) => {
  let table: LedgerTable;
  let calm: Ledger;
  const aLedger = ledgersOn(() => table);
  beforeAll(async () => {
    table = await aLedgerTable(database);
    calm = aLedger((call) => call());
  });
  afterAll(() => table.stop());

  async function admitted(): Promise<string> {
    const deployment = aDeployment();
    await admit(calm, deployment);
    return deployment.id;
  }

  /** What a source says at a look: blocks of every minute so far, of which the newest two are still growing. */
  function source(minutes: number): Evidence['metrics'] {
    const blocks = Array.from({ length: minutes }, (_, minute) => aCountBlock(minute, minute < minutes - 2 ? 60 : 60 - minutes));
    return { errors: ofErrors(...blocks), latency: { counts: { p90: blocks, p99: blocks }, values: {} } };
  }

  const stepsOfLook = [{ stepIndex: 0, candidatePercent: 5, beganAt: hour }];

  /** One look: loads, reads, keeps. It reads again all that it cannot be sure of, as far back as `readUntil` says. */
  async function look(ledger: Ledger, id: string, minutes: number): Promise<void> {
    const kept = await ledger.evidence(id);
    const from = Math.min(...['errors', 'latency'].map((name) => kept.metrics[name]?.readUntil ?? hour)) - 120;
    const since = (blocks: readonly { readonly startedAt: number }[]) => blocks.filter(({ startedAt }) => startedAt >= from);
    const read = Object.entries(source(minutes)).map(([name, { counts }]) => {
      return [name, { counts: Object.fromEntries(Object.entries(counts).map(([series, blocks]) => [series, since(blocks)])), values: {} }];
    });
    const until = new Date((hour + minutes * 60) * 1000);
    const fixed = kept.revision === undefined ? { slowSeconds: { latency: { p90: minutes } } } : kept.fixed;
    const merged = mergeEvidence(kept, Object.fromEntries(read), { until, fixed, steps: stepsOfLook });
    await ledger.keepEvidence(id, merged, changedSince(kept, merged));
  }

  async function seen(id: string): Promise<unknown> {
    const { revision: _, ...rest } = await calm.evidence(id);
    return rest;
  }

  describe('a look that is killed while it keeps evidence', () => {
    let unharmed: unknown;
    beforeAll(async () => {
      const id = await admitted();
      await look(calm, id, 70);
      unharmed = await seen(id);
    });

    // 70 minutes are two pages for each of three series: a query and two gets, the head, six pages, the head again.
    const crashes = Array.from({ length: 11 }, (_, calls) =>
      (['before', 'after'] as const).map((when) => ({ nth: calls + 1, when })),
    ).flat();
    it.each(crashes)(
      'leaves older evidence, never wrong one: killed $when call $nth, the next look comes to the same',
      async ({ nth, when }) => {
        const crashed = await admitted();
        await look(aLedger(dyingAfter(nth - 1, when)), crashed, 70).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
        const left = await calm.evidence(crashed);
        for (const [name, metric] of Object.entries(left.metrics)) {
          for (const [series, blocks] of Object.entries(metric.counts)) {
            const all = source(70)[name]?.counts[series] ?? [];
            // Nothing is there that was not read, and no block is left out in front of one that is there.
            expect(blocks).toEqual(all.slice(0, blocks.length));
            if (metric.readUntil !== undefined) expect(blocks).toEqual(all);
          }
        }
        await look(calm, crashed, 70);
        expect(await seen(crashed)).toEqual(unharmed);
      },
    );

    it('and one that finds half of it kept counts no block twice', async () => {
      const id = await admitted();
      await look(calm, id, 65);
      await look(aLedger(dyingAfter(4, 'after')), id, 75).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      await look(calm, id, 80);
      const { metrics } = await calm.evidence(id);
      expect(metrics.errors?.counts.errors).toEqual(source(80).errors?.counts.errors);
      expect(metrics.latency?.counts).toEqual(source(80).latency?.counts);
    });
  });

  describe('each request sent twice, as after a lost answer', () => {
    it('comes to the same', async () => {
      const [unharmed, doubled] = [await admitted(), await admitted()];
      const twice = aLedger((call) => call().then(call, call));
      for (const minutes of [70, 75]) {
        await look(calm, unharmed, minutes);
        await look(twice, doubled, minutes);
      }
      expect(await calm.evidence(doubled)).toEqual(await calm.evidence(unharmed));
    });
  });

  describe('a look that goes on after a newer one', () => {
    /** Runs a look until its n-th call, then lets the newer one go first. */
    async function overtaken(id: string, stopsAt: number): Promise<unknown> {
      const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let calls = 0;
      const slow = aLedger(async (call) => {
        calls += 1;
        if (calls === stopsAt) reached.resolve();
        if (calls >= stopsAt) await released.promise;
        return call();
      });
      const late = look(slow, id, 75).catch((error: unknown) => error);
      await reached.promise;
      await look(calm, id, 80);
      released.resolve();
      return late;
    }

    it.each([2, 3, 4, 5, 6])('takes nothing back, wherever it was: stopped at call %i', async (stopsAt) => {
      const id = await admitted();
      await look(calm, id, 70);
      expect(await overtaken(id, stopsAt)).toMatchObject({ name: 'StaleDecisionError' });
      const { metrics } = await calm.evidence(id);
      expect(metrics).toEqual({
        errors: { ...source(80).errors, readUntil: hour + 80 * 60 },
        latency: { ...source(80).latency, readUntil: hour + 80 * 60 },
      });
    });
  });

  /** A look that makes its next call to DynamoDB only when it is told to. */
  function stepped(run: (ledger: Ledger) => Promise<void>) {
    let [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let isOver = false;
    const ledger = aLedger(async (call) => {
      arrived.resolve();
      await released.promise;
      return call();
    });
    const end = run(ledger).then(
      () => 'kept' as const,
      (error: Error) => error.name,
    );
    void end.finally(() => {
      isOver = true;
      arrived.resolve();
    });
    const step = async () => {
      await arrived.promise;
      if (isOver) return;
      const go = released.resolve;
      [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      go();
      await arrived.promise;
    };
    return { end, step };
  }

  describe('looks at once', () => {
    it('keep no block beside another threshold than it was counted by, under any interleaving', async () => {
      /** The first look measures a threshold, each in its own way; what is slow is then counted by the one that is kept. */
      const counting = async (ledger: Ledger, id: string, measured: number) => {
        const kept = await ledger.evidence(id);
        const seconds = kept.fixed.slowSeconds.latency?.p90 ?? measured;
        const slow = [0, 61].map((minutes) => aCountBlock(minutes, seconds));
        const look = { until: new Date((hour + 3_720) * 1000), fixed: { slowSeconds: { latency: { p90: seconds } } } };
        const merged = mergeEvidence(kept, { latency: { counts: { p90: slow }, values: {} } }, look);
        await ledger.keepEvidence(id, merged, changedSince(kept, merged));
      };
      // Whose turn it is. A look has eight calls at most: three reads, the head, two pages, the head, and why it was refused.
      const order = fc.array(fc.nat(2), { minLength: 8, maxLength: 24 });
      await fc.assert(
        fc.asyncProperty(order, async (turns) => {
          const id = await admitted();
          const looks = [3, 4, 5].map((measured) => stepped((ledger) => counting(ledger, id, measured)));
          for (const turn of turns) await looks[turn]?.step();
          for (const { step } of looks) for (let call = 0; call < 9; call += 1) await step();
          const ends = await Promise.all(looks.map(({ end }) => end));
          expect(ends.filter((end) => end !== 'kept' && end !== 'StaleDecisionError')).toEqual([]);
          expect(ends).toContain('kept');
          const { fixed, metrics } = await calm.evidence(id);
          const countedBy = metrics.latency?.counts.p90?.map(({ candidate }) => candidate.requests);
          expect(countedBy).toEqual([fixed.slowSeconds.latency?.p90, fixed.slowSeconds.latency?.p90]);
        }),
        { numRuns: 25 },
      );
    });
  });
});
