import { describe, expect, it } from 'vitest';
import { secondsLater } from '../core/builders.ts';
import { ledgers } from './the-ledgers.ts';

const pace = { everyMs: 2_000, burst: 3 };

describe.each(ledgers)('the ledger $where', ({ prepared }) => {
  const make = prepared();

  describe('Turns in order', () => {
    it('as many as the burst go at once, and the others one after the other', async () => {
      const ledger = make();
      const turns: Date[] = [];
      for (let asked = 0; asked < 6; asked += 1) turns.push(await ledger.turn('burst', pace, secondsLater(0)));
      expect(turns).toEqual([0, 0, 0, 2, 4, 6].map(secondsLater));
    });

    it('a queue that was idle for long enough lets a burst go again, and no more', async () => {
      const ledger = make();
      for (let asked = 0; asked < 6; asked += 1) await ledger.turn('idle', pace, secondsLater(0));
      expect(await ledger.turn('idle', pace, secondsLater(4))).toEqual(secondsLater(8));
      const turns = [];
      for (let asked = 0; asked < 4; asked += 1) turns.push(await ledger.turn('idle', pace, secondsLater(600)));
      expect(turns).toEqual([600, 600, 600, 602].map(secondsLater));
    });

    it('callers at once get different turns, and queues do not wait for each other', async () => {
      const ledger = make();
      const asked = await Promise.all(Array.from({ length: 5 }, () => ledger.turn('at once', pace, secondsLater(0))));
      expect(asked.sort((one, other) => one.getTime() - other.getTime())).toEqual([0, 0, 0, 2, 4].map(secondsLater));
      expect(await ledger.turn('other', pace, secondsLater(0))).toEqual(secondsLater(0));
    });
  });

  describe('Turns given back', () => {
    it('are the next ones: as many wait as if they had never been taken', async () => {
      const ledger = make();
      for (let asked = 0; asked < 6; asked += 1) await ledger.turn('given back', pace, secondsLater(0));
      for (let given = 0; given < 4; given += 1) await ledger.turnBack('given back', pace, secondsLater(0));
      const turns: Date[] = [];
      for (let asked = 0; asked < 3; asked += 1) turns.push(await ledger.turn('given back', pace, secondsLater(0)));
      expect(turns).toEqual([0, 2, 4].map(secondsLater));
    });

    it('save nothing up: a queue that is idle lets no more go at once than its burst', async () => {
      const ledger = make();
      await ledger.turnBack('idle given back', pace, secondsLater(0));
      await ledger.turn('idle given back', pace, secondsLater(0));
      for (let given = 0; given < 5; given += 1) await ledger.turnBack('idle given back', pace, secondsLater(60));
      const turns: Date[] = [];
      for (let asked = 0; asked < 4; asked += 1) turns.push(await ledger.turn('idle given back', pace, secondsLater(60)));
      expect(turns).toEqual([60, 60, 60, 62].map(secondsLater));
    });
  });

  describe('Turns at once', () => {
    it('are as many as the burst, and then one whenever its time has come', async () => {
      const ledger = make();
      const asked = [0, 0, 0, 0, 1, 2, 2, 3, 4];
      const got: boolean[] = [];
      for (const seconds of asked) got.push(await ledger.turnNow('now', pace, secondsLater(seconds)));
      expect(got).toEqual([true, true, true, false, false, true, false, false, true]);
    });

    it('come again after the queue was idle, and keep nobody else waiting who was refused', async () => {
      const ledger = make();
      for (let asked = 0; asked < 20; asked += 1) await ledger.turnNow('refused', pace, secondsLater(0));
      expect(await ledger.turn('refused', pace, secondsLater(0))).toEqual(secondsLater(2));
      expect(await ledger.turnNow('refused', pace, secondsLater(600))).toBe(true);
    });

    it('are never more than there are, also when many ask at once', async () => {
      const ledger = make();
      await ledger.turnNow('at once now', pace, secondsLater(0));
      const asked = await Promise.all(Array.from({ length: 6 }, () => ledger.turnNow('at once now', pace, secondsLater(0))));
      expect(asked.filter(Boolean)).toHaveLength(2);
    });
  });
});
