import { describe, expect, it } from 'vitest';
import type { SluiceEvent } from '../../core/events/published-events.ts';
import { secondsLater } from '../core/builders.ts';
import { ledgers } from './the-ledgers.ts';

const announcement = (deploymentId: string, seconds: number): SluiceEvent => ({
  ...{ type: 'DeploymentPromoted', at: secondsLater(seconds).toISOString(), deploymentId, service: 'orders', because: 'safe' },
  detail: { error: null, observed: null, analysis: null },
});

describe.each(ledgers)('the ledger $where', ({ prepared }) => {
  const make = prepared();

  describe('Owed until paid', () => {
    it('an announcement that is owed is listed, in the order of what it tells of, until it is paid', async () => {
      const ledger = make();
      expect(await ledger.owed()).toEqual([]);
      const [first, second, third] = [announcement('orders-1', 0), announcement('orders-2', 60), announcement('orders-3', 120)];
      for (const event of [third, first, second, first]) await ledger.owe(event);
      const owed = await ledger.owed();
      expect(owed.map(({ event }) => event)).toEqual([first, first, second, third]);
      for (const { key } of owed.slice(0, 3)) await ledger.paid(key, secondsLater(200));
      expect((await ledger.owed()).map(({ event }) => event)).toEqual([third]);
      for (const { key } of owed) await ledger.paid(key, secondsLater(300));
      await ledger.paid('never owed', secondsLater(300));
      expect(await ledger.owed()).toEqual([]);
    });

    it('once under each name and time, and again when it is owed anew', async () => {
      const ledger = make();
      const [early, late] = [announcement('orders-1', 0), announcement('orders-1', 60)];
      const key = await ledger.owe(early, 'rollback:orders-1');
      await ledger.owe(late, 'rollback:orders-1');
      expect(await ledger.owe({ ...early, because: 'safe again' }, 'rollback:orders-1')).toBe(key);
      expect((await ledger.owed()).map(({ event: { because } }) => because)).toEqual(['safe again', 'safe']);
      await ledger.paid(key, secondsLater(200));
      expect((await ledger.owed()).map(({ event }) => event)).toEqual([late]);
      expect(await ledger.owe(early, 'rollback:orders-1')).toBe(key);
      expect((await ledger.owed()).map(({ event }) => event)).toEqual([early, late]);
    });
  });
});
