import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { secondsLater } from '../core/builders.ts';
import { aDeployment, admit, anEvent, aSignal } from './a-deployment.ts';
import { ledgersOn } from './a-dying-ledger.ts';
import { aLedgerTable, databaseNames, type LedgerTable } from './a-ledger-table.ts';

describe.each(databaseNames)('in %s', (where) => {
  let table: LedgerTable;
  let calm: Ledger;
  const aLedger = ledgersOn(() => table);
  beforeAll(async () => {
    table = await aLedgerTable(where);
    calm = aLedger((call) => call());
  });
  afterAll(() => table.stop());

  /** Refuses each write that has this value, as if the record were another one each time; it ends who does not end by itself. */
  function restless(value: ':first' | ':endedAt') {
    let refused = 0;
    const ledger = aLedger((call, { input }) => {
      const values = 'ExpressionAttributeValues' in input ? (input.ExpressionAttributeValues as object) : {};
      if (!(value in values)) return call();
      refused += 1;
      const name = refused > 100 ? 'AccessDeniedException' : 'ConditionalCheckFailedException';
      return Promise.reject(Object.assign(new RangeError('not as it was read'), { name }));
    });
    return { ledger, refused: () => refused };
  }

  describe('a signal that is another one at each read is left to the caller’s retry', () => {
    it('by who overrules it', async () => {
      const deployment = aDeployment();
      await admit(calm, deployment);
      await calm.storeSignal(deployment.id, aSignal('errors'), secondsLater(1));
      const { ledger, refused } = restless(':first');
      const stored = ledger.storeSignal(deployment.id, { ...aSignal('ada'), kind: 'abort' }, secondsLater(2));
      await expect(stored).rejects.toMatchObject({ name: 'DependencyError', message: expect.stringContaining('changed 5 times') });
      expect([refused(), (await calm.load(deployment.id)).signal]).toEqual([5, aSignal('errors')]);
    });

    it('by an end that leaves users', async () => {
      const deployment = aDeployment();
      await admit(calm, deployment);
      const { ledger, refused } = restless(':endedAt');
      const ended = ledger.finish(deployment.id, { status: 'rolled-back', event: anEvent('back', 60), leavesUsers: true });
      await expect(ended).rejects.toMatchObject({ name: 'DependencyError', message: expect.stringContaining('changed 5 times') });
      expect([refused(), (await calm.load(deployment.id)).status]).toEqual([5, 'progressing']);
    });
  });
});
