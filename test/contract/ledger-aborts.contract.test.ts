import { describe, expect, it } from 'vitest';
import type { Signal } from '../../core/deployment/deployment.ts';
import { secondsLater } from '../core/builders.ts';
import { aDeployment } from './a-deployment.ts';
import { ledgers } from './the-ledgers.ts';

const abort = (seconds: number, occurredAt = secondsLater(seconds).toISOString()): Signal => ({
  ...{ kind: 'abort', source: 'ada', because: 'ada asked to go back: wrong branch' },
  occurredAt,
});
const aLease = (service: string, holder: string) => ({ service, holder, executionArn: 'arn:1', alarmArns: [], candidateLane: '' });

describe.each(ledgers)('the ledger $where', ({ prepared }) => {
  const make = prepared();

  describe('Pushes in order', () => {
    it('each is answered the newest that its service ever had, however its time is written', async () => {
      const [ledger, { service }] = [make(), aDeployment()];
      const answers: string[] = [];
      for (const pushedAt of ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z', '2026-11-20T10:00:00.500Z', '2026-11-20T10:00:00Z'])
        answers.push(await ledger.newestPush(service, pushedAt));
      expect(answers).toEqual([0, 0, 0.5, 0.5].map((seconds) => secondsLater(seconds).toISOString()));
      await ledger.lease(aLease(service, 'd-1'), secondsLater(1));
      await ledger.release(service, 'd-1');
      expect(await ledger.newestPush(service, secondsLater(-60).toISOString())).toBe(secondsLater(0.5).toISOString());
    });
  });

  describe('Templates in order', () => {
    it('each declaration is answered the newest, with the time and the version at which that became it', async () => {
      const [ledger, { service }] = [make(), aDeployment()];
      const declared = (taskDefinitionArn: string, seconds: number) => ({
        taskDefinitionArn,
        at: secondsLater(seconds).toISOString(),
        version: seconds + 1,
      });
      const said = ['a0', 'a0', 'a9', 'b20', 'a10', 'a0', 'b30', 'a40', 'b40', 'b50'].map((each) =>
        declared(each.slice(0, 1), Number(each.slice(1))),
      );
      const answers: string[] = [];
      for (const each of said) {
        const { taskDefinitionArn, at, version } = await ledger.newestTemplate(service, each);
        expect(declared(taskDefinitionArn, version - 1).at).toBe(at);
        answers.push(`${taskDefinitionArn}${(Date.parse(at) - secondsLater(0).getTime()) / 1_000}`);
      }
      expect(answers).toEqual(['a0', 'a0', 'a0', 'b20', 'b20', 'b20', 'b20', 'a40', 'b40', 'b40']);
    });

    it('is kept beside the lease, of each service its own, however its time is written', async () => {
      const [ledger, { service }] = [make(), aDeployment()];
      const declared = { taskDefinitionArn: 'orders:7', at: '2026-11-20T10:00:00Z', version: 1 };
      const kept = { ...declared, at: '2026-11-20T10:00:00.000Z' };
      expect(await ledger.newestTemplate(service, declared)).toEqual(kept);
      expect(await ledger.leaseOf(service)).toBeUndefined();
      await ledger.lease(aLease(service, 'd-1'), secondsLater(1));
      await ledger.release(service, 'd-1');
      expect(await ledger.newestTemplate(service, { ...declared, at: secondsLater(60).toISOString(), version: 2 })).toEqual(kept);
      const other = { taskDefinitionArn: 'mail:1', at: kept.at, version: 3 };
      expect(await ledger.newestTemplate(`${service}-other`, other)).toEqual(other);
    });
  });

  describe('Aborts wait', () => {
    it('for whoever leases the service later, in all that is read of the lease', async () => {
      const [ledger, { service }] = [make(), aDeployment()];
      expect(await ledger.abortUnbegun(service, abort(60))).toBeUndefined();
      const lease = { ...aLease(service, 'd-1'), fence: 1, leasedAt: secondsLater(90).toISOString(), aborted: abort(60) };
      expect(await ledger.heldLeases()).not.toContainEqual(expect.objectContaining({ service }));
      expect(await ledger.leaseOf(service)).toBeUndefined();
      expect(await ledger.lease(aLease(service, 'd-1'), secondsLater(90))).toEqual({ kind: 'leased', lease, isNew: true });
      expect(await ledger.lease(aLease(service, 'd-1'), secondsLater(99))).toEqual({ kind: 'leased', lease, isNew: false });
      expect(await ledger.heldLeases()).toContainEqual(lease);
      await ledger.release(service, 'd-1');
      expect(await ledger.lease(aLease(service, 'd-2'), secondsLater(99))).toMatchObject({ lease: { fence: 2, aborted: abort(60) } });
    });

    it('and who has the service at that moment is answered', async () => {
      const [ledger, { service }] = [make(), aDeployment()];
      await ledger.lease(aLease(service, 'd-1'), secondsLater(0));
      expect(await ledger.abortUnbegun(service, abort(60))).toMatchObject({ holder: 'd-1', aborted: abort(60) });
      expect(await ledger.abortUnbegun(service, abort(30))).toMatchObject({ holder: 'd-1', aborted: abort(60) });
    });

    it('the newest stays, however its time is written', async () => {
      const [ledger, { service }] = [make(), aDeployment()];
      const [plain, exact] = [abort(0, '2026-11-20T10:00:00Z'), abort(0, '2026-11-20T10:00:00.500Z')];
      for (const each of [plain, exact, plain]) await ledger.abortUnbegun(service, each);
      expect(await ledger.lease(aLease(service, 'd-1'), secondsLater(9))).toMatchObject({ lease: { aborted: exact } });
    });

    it('of an abort and a lease at once, whichever comes second is told of the other', async () => {
      for (let round = 0; round < 10; round += 1) {
        const [ledger, { service }] = [make(), aDeployment()];
        const [leased, holder] = await Promise.all([
          ledger.lease(aLease(service, 'd-1'), secondsLater(90)),
          ledger.abortUnbegun(service, abort(60)),
        ]);
        expect(holder !== undefined || (leased.kind === 'leased' && leased.lease.aborted !== undefined)).toBe(true);
      }
    });
  });
});
