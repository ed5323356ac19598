import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { secondsLater } from '../core/builders.ts';
import { aDecision, aDeployment, anEvent } from './a-deployment.ts';
import { dyingAfter, ledgersOn } from './a-dying-ledger.ts';
import { type Around, aLedgerTable, databaseNames, type LedgerTable } from './a-ledger-table.ts';

describe.each(databaseNames)('in %s', (where) => {
  let table: LedgerTable;
  let calm: Ledger;
  const aLedger = ledgersOn(() => table);
  beforeAll(async () => {
    table = await aLedgerTable(where);
    calm = aLedger((call) => call());
  });
  afterAll(() => table.stop());

  const lease = ({ service, id }: Deployment) => ({ service, holder: id, executionArn: 'arn', alarmArns: [], candidateLane: '' });
  async function admitted(): Promise<Deployment> {
    const deployment = aDeployment();
    await calm.lease(lease(deployment), secondsLater(0));
    await calm.admit(deployment, anEvent('admitted'));
    return deployment;
  }

  describe('a release and a decision that meet', () => {
    it('nothing is decided any more once another has the lease, under any interleaving', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const first = await admitted();
          const second = aDeployment({ service: first.service });
          const turn: Around = (call, { operation }) => scheduler.schedule(Promise.resolve(), `${operation} of ${first.id}`).then(call);
          const decided = aLedger(turn)
            .decide(first, aDecision())
            .then(() => 'decided')
            .catch((error: Error) => error.name);
          const taken = (async () => {
            const ledger = aLedger(turn);
            await ledger.release(first.service, first.id, 1);
            await ledger.lease(lease(second), secondsLater(1));
            return (await calm.load(first.id)).sequence;
          })();
          const [answer, sequence] = await scheduler.waitFor(Promise.all([decided, taken]));
          expect(['decided', 'LeaseLostError']).toContain(answer);
          expect((await calm.load(first.id)).sequence).toBe(sequence);
          expect(sequence).toBe(answer === 'decided' ? 1 : 0);
          expect(await calm.leaseOf(first.service)).toMatchObject({ holder: second.id, fence: 2 });
        }),
        { numRuns: 60 },
      );
    });
  });

  describe('an admission that another try gives the lease back under', () => {
    it('leaves a deployment that no signal would find: it decides nothing and is not promoted', async () => {
      const deployment = aDeployment();
      await calm.lease(lease(deployment), secondsLater(0));
      const late = aLedger(async (call, { operation }) => {
        if (operation === 'PutItem') await calm.release(deployment.service, deployment.id, 1);
        return await call();
      });
      await late.admit(deployment, anEvent('admitted'));
      const lost = { name: 'LeaseLostError', message: expect.stringContaining('nobody has it now') };
      for (const status of ['progressing', 'promoting', 'rolling-back'] as const)
        await expect(calm.decide(deployment, aDecision({ status }))).rejects.toMatchObject(lost);
      await expect(calm.finish(deployment.id, { status: 'promoted', event: anEvent('promoted') })).rejects.toMatchObject(lost);
      expect(await calm.finish(deployment.id, { status: 'rolled-back', event: anEvent('back') })).toMatchObject({ status: 'rolled-back' });
    });
  });

  describe('a release that dies half way', () => {
    it.each([1, 2, 3])('after call %d, it leaves the lease with its holder or nobody, and is completed by the next', async (calls) => {
      const first = await admitted();
      const dying = aLedger(dyingAfter(calls - 1, 'after'));
      await expect(dying.release(first.service, first.id, 1)).rejects.toMatchObject({ name: 'Killed' });
      await calm.release(first.service, first.id, 1);
      expect(await calm.leaseOf(first.service)).toBeUndefined();
      await expect(calm.decide(first, aDecision())).rejects.toMatchObject({ name: 'LeaseLostError' });
    });
  });
});
