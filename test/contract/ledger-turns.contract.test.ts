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
});
