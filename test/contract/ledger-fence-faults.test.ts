import { GetItemCommand } from '@aws-sdk/client-dynamodb';
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

  // The function had died twenty seconds before its last write landed, and the reconciler had given the lease back: no lease leads to such a record.
  describe('an admission whose lease is given back while its write is in flight', () => {
    const lost = { name: 'LeaseLostError', message: expect.stringContaining('nobody has it now') };
    const admittedLate = (deployment: Deployment, meanwhile: () => Promise<unknown>) => {
      const late: Around = async (call, { operation }) => {
        if (operation === 'PutItem') await meanwhile();
        return await call();
      };
      return aLedger(late).admit(deployment, anEvent('admitted late'));
    };

    it('is refused, and leaves no record', async () => {
      const deployment = aDeployment();
      await calm.lease(lease(deployment), secondsLater(0));
      await expect(admittedLate(deployment, () => calm.release(deployment.service, deployment.id, 1))).rejects.toMatchObject(lost);
      expect(await calm.find(deployment.id)).toBeUndefined();
    });

    it('is refused when a later try has admitted it, whose record it is answered', async () => {
      const deployment = aDeployment();
      await calm.lease(lease(deployment), secondsLater(0));
      const again = { ...deployment, fence: 2 };
      const late = await admittedLate(deployment, async () => {
        await calm.release(deployment.service, deployment.id, 1);
        await calm.lease(lease(deployment), secondsLater(1));
        await calm.admit(again, anEvent('admitted again'));
      });
      expect([late, (await calm.events(deployment.id)).map(({ because }) => because)]).toEqual([again, ['admitted again']]);
      expect(await calm.decide(again, aDecision())).toMatchObject({ fence: 2, sequence: 1 });
    });

    it('is on record only if it is there when its lease is free, and decides nothing then, under any interleaving', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const deployment = aDeployment();
          const { id, service } = deployment;
          await calm.lease(lease(deployment), secondsLater(0));
          const turn: Around = (call, { operation }) => scheduler.schedule(Promise.resolve(), `${operation} of ${id}`).then(call);
          const admission = aLedger(turn)
            .admit(deployment, anEvent('admitted'))
            .then(() => 'admitted')
            .catch((error: Error) => error.name);
          const release = (async () => {
            await aLedger(turn).release(service, id, 1);
            return await calm.find(id);
          })();
          const [answer, found] = await scheduler.waitFor(Promise.all([admission, release]));
          expect([answer, await calm.find(id)]).toEqual(found === undefined ? ['LeaseLostError', undefined] : ['admitted', deployment]);
          if (found !== undefined) await expect(calm.decide(found, aDecision())).rejects.toMatchObject(lost);
        }),
        { numRuns: 60 },
      );
    });
  });

  describe('what only says that a lease was given back', () => {
    const itemOf = async ({ id }: Deployment) => {
      const command = new GetItemCommand({ TableName: table.name, Key: { pk: { S: `DEPLOYMENT#${id}` }, sk: { S: 'RECORD' } } });
      return (await table.client().send(command)).Item ?? {};
    };

    it('is forgotten by the table after a month, and a record never', async () => {
      const deployment = aDeployment();
      await calm.lease(lease(deployment), secondsLater(0));
      await calm.release(deployment.service, deployment.id);
      const expiresAt = { N: String(secondsLater(30 * 86_400).getTime() / 1_000) };
      expect(await itemOf(deployment)).toMatchObject({ fencedOff: { N: '1' }, expiresAt });
      await calm.lease(lease(deployment), secondsLater(1));
      await calm.admit({ ...deployment, fence: 2 }, anEvent('admitted'));
      await calm.release(deployment.service, deployment.id);
      const record = await itemOf(deployment);
      expect([record.fencedOff, record.expiresAt]).toEqual([{ N: '2' }, undefined]);
    });

    it('says the latest fence, however late an earlier one is written', async () => {
      const deployment = aDeployment();
      await calm.lease(lease(deployment), secondsLater(0));
      const late = aLedger(async (call, { operation }) => {
        const held = operation === 'UpdateItem' ? await calm.leaseOf(deployment.service) : undefined;
        if (held?.fence === 1) {
          await calm.release(deployment.service, deployment.id, 1);
          await calm.lease(lease(deployment), secondsLater(1));
          await calm.release(deployment.service, deployment.id, 2);
        }
        return await call();
      });
      await late.release(deployment.service, deployment.id, 1);
      expect(await itemOf(deployment)).toMatchObject({ fencedOff: { N: '2' } });
    });

    it('takes nothing from a later try, however late it is written', async () => {
      const deployment = aDeployment();
      await calm.lease(lease(deployment), secondsLater(0));
      let isOver = false;
      const late = aLedger(async (call, { operation }) => {
        if (operation === 'UpdateItem' && !isOver) {
          isOver = true;
          await calm.release(deployment.service, deployment.id, 1);
          await calm.lease(lease(deployment), secondsLater(1));
          await calm.admit({ ...deployment, fence: 2 }, anEvent('admitted'));
        }
        return await call();
      });
      await late.release(deployment.service, deployment.id, 1);
      expect(await itemOf(deployment)).not.toHaveProperty('fencedOff');
      expect(await calm.leaseOf(deployment.service)).toMatchObject({ fence: 2 });
    });
  });

  describe('a release that dies half way', () => {
    it.each([1, 2, 3])('after call %d, what was not admitted is not any more once the next completes it', async (calls) => {
      const deployment = aDeployment();
      await calm.lease(lease(deployment), secondsLater(0));
      await expect(aLedger(dyingAfter(calls - 1, 'after')).release(deployment.service, deployment.id, 1)).rejects.toThrow('killed');
      await calm.release(deployment.service, deployment.id, 1);
      expect(await calm.leaseOf(deployment.service)).toBeUndefined();
      await expect(calm.admit(deployment, anEvent('admitted'))).rejects.toMatchObject({ name: 'LeaseLostError' });
      expect(await calm.find(deployment.id)).toBeUndefined();
    });

    it.each([1, 2, 3, 4])('after call %d, it leaves the lease with its holder or nobody, and is completed by the next', async (calls) => {
      const first = await admitted();
      const dying = aLedger(dyingAfter(calls - 1, 'after'));
      await expect(dying.release(first.service, first.id, 1)).rejects.toMatchObject({ name: 'Killed' });
      await calm.release(first.service, first.id, 1);
      expect(await calm.leaseOf(first.service)).toBeUndefined();
      await expect(calm.decide(first, aDecision())).rejects.toMatchObject({ name: 'LeaseLostError' });
    });
  });
});
