import { describe, expect, it } from 'vitest';
import { lastingAnnouncer } from '../../adapters/lasting-announcer.ts';
import { memoryLedger } from '../../adapters/ledger/memory-ledger.ts';
import { DefectError, DependencyError } from '../../core/errors.ts';
import type { SluiceEvent } from '../../core/events/published-events.ts';

const announcement: SluiceEvent = {
  ...{ type: 'DeploymentPromoted', at: '2026-11-20T10:00:00.000Z', deploymentId: 'orders-1', service: 'orders', because: 'safe' },
  detail: { error: null, observed: null, analysis: null },
};
const failing = (error: Error) => ({ announce: () => Promise.reject(error) });

describe('lastingAnnouncer', () => {
  it('announces, and owes nothing', async () => {
    const ledger = memoryLedger();
    const heard: SluiceEvent[] = [];
    await lastingAnnouncer({ announce: async (event) => void heard.push(event) }, ledger).announce(announcement);
    expect([heard, await ledger.owed()]).toEqual([[announcement], []]);
  });

  it('owes what the bus does not take, and lets nobody wait for it', async () => {
    const ledger = memoryLedger();
    await lastingAnnouncer(failing(new DependencyError('no bus')), ledger).announce(announcement);
    expect(await ledger.owed()).toMatchObject([{ event: announcement }]);
  });

  it('says when neither the bus nor the ledger answers, and when something is wrong with the announcement itself', async () => {
    const ledger = memoryLedger();
    const none = { owe: () => Promise.reject(new DependencyError('no table')) };
    await expect(lastingAnnouncer(failing(new DependencyError('no bus')), none).announce(announcement)).rejects.toThrow('no table');
    await expect(lastingAnnouncer(failing(new DefectError('no event')), ledger).announce(announcement)).rejects.toThrow('no event');
    expect(await ledger.owed()).toEqual([]);
  });
});
