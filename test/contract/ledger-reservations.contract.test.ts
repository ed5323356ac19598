import { describe, expect, it } from 'vitest';
import { retirementHolder, rollbackHolder, stackUpdateHolder } from '../../core/deployment/holders.ts';
import { secondsLater } from '../core/builders.ts';
import { aDeployment } from './a-deployment.ts';
import { ledgers } from './the-ledgers.ts';

const aLease = (service: string, holder: string) => ({ service, holder, executionArn: 'arn:1', alarmArns: [], candidateLane: '' });
const back = rollbackHolder('d-1');
const until = (seconds: number) => ({ holder: back, until: secondsLater(seconds).toISOString() });

describe.each(ledgers)('the ledger $where', ({ prepared }) => {
  const make = prepared();

  /** A service that a stack update gave back, and that is kept for a rollback until a minute has passed. */
  async function reserved() {
    const [ledger, { service }] = [make(), aDeployment()];
    const update = stackUpdateHolder(service);
    await ledger.lease(aLease(service, update), secondsLater(0));
    expect(await ledger.reserve(service, update, until(60))).toBe(true);
    await ledger.release(service, update);
    const lease = (holder: string, seconds: number) => ledger.lease(aLease(service, holder), secondsLater(seconds));
    return { ledger, service, update, lease };
  }

  describe('Reserved', () => {
    it('until a given time no deployment leases it', async () => {
      const { ledger, service, lease } = await reserved();
      expect(await lease('d-2', 59)).toEqual({ kind: 'held', by: { holder: back } });
      expect([await ledger.leaseOf(service), (await ledger.heldLeases()).filter((held) => held.service === service)]).toEqual([
        undefined,
        [],
      ]);
      expect(await lease('d-2', 60)).toMatchObject({ kind: 'leased', isNew: true, lease: { fence: 2 } });
    });

    it('it ends when the one it is for leases the service', async () => {
      const { ledger, service, lease } = await reserved();
      expect(await lease(back, 10)).toMatchObject({ kind: 'leased', lease: { holder: back, fence: 2 } });
      await ledger.release(service, back);
      expect(await lease('d-2', 11)).toMatchObject({ kind: 'leased' });
    });

    it('or gives it up, which another one cannot', async () => {
      const { ledger, service, lease } = await reserved();
      await ledger.unreserve(service, rollbackHolder('d-0'));
      expect(await lease('d-2', 11)).toMatchObject({ kind: 'held' });
      await ledger.unreserve(service, back);
      expect(await lease('d-2', 12)).toMatchObject({ kind: 'leased' });
    });

    it('one that comes after the other gave the service back keeps nothing', async () => {
      const { ledger, service, update, lease } = await reserved();
      await ledger.unreserve(service, back);
      expect(await ledger.reserve(service, update, until(90))).toBe(false);
      await lease('d-2', 11);
      expect(await ledger.reserve(service, update, until(90))).toBe(false);
      await ledger.release(service, 'd-2');
      expect(await lease('d-3', 12)).toMatchObject({ kind: 'leased' });
    });

    it('it keeps no stack update away, and outlasts it', async () => {
      const { ledger, service, lease } = await reserved();
      const job = stackUpdateHolder('any');
      expect(await lease(job, 10)).toMatchObject({ kind: 'leased' });
      await ledger.release(service, job);
      expect(await lease('d-2', 20)).toEqual({ kind: 'held', by: { holder: back } });
    });

    // At the end of the rollback window, while a rollback that was asked for within it waits for a stack update.
    it('nor does who would put the old lane to rest, who ends nothing', async () => {
      const { ledger, service, lease } = await reserved();
      const job = retirementHolder('d-1');
      expect(await lease(job, 59)).toEqual({ kind: 'held', by: { holder: back } });
      expect(await lease('d-2', 59)).toEqual({ kind: 'held', by: { holder: back } });
      expect(await lease(job, 60)).toMatchObject({ kind: 'leased', isNew: true, lease: { holder: job, fence: 2 } });
      await ledger.release(service, job);
      // The clock of another function may be behind.
      expect(await lease('d-2', 59)).toEqual({ kind: 'held', by: { holder: back } });
    });
  });
});
