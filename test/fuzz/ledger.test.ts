import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { memoryLedger } from '../../adapters/ledger/memory-ledger.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { SluiceError } from '../../core/errors.ts';
import { shortened } from '../../core/shown.ts';
import { aLedgerTable } from '../contract/a-ledger-table.ts';
import { expectPlain, fuzz, fuzzTimeoutMs } from './fuzz.ts';
import { admitFirst, anyLedgerCall, type LedgerCall } from './ledger-calls.ts';

/** What a call came to: its answer, or the name of its error. Anything but an error of ours is thrown on. */
async function outcomeOf(call: LedgerCall, ledger: Ledger, loaded: Map<string, Deployment>): Promise<unknown> {
  try {
    const answer = await call.make(ledger, loaded);
    expectPlain(answer);
    return { answer };
  } catch (error) {
    if (error instanceof SluiceError && error.fault === 'caller') return { refused: error.name };
    throw error;
  }
}

async function aDynamoLedger(): Promise<Ledger> {
  const { name, client } = await aLedgerTable();
  const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`);
  return dynamoLedger(client(), { table: name, newKey: () => keys.pop() ?? 'one key too many' });
}

const isOver = ({ status }: Deployment) => status !== 'progressing' && status !== 'promoting' && status !== 'rolling-back';

/** What nothing undoes: a signal, an ending, the number of decisions. */
function expectKept(before: Deployment, after: Deployment): void {
  if (before.signal !== undefined) expect(after.signal).toEqual(before.signal);
  if (isOver(before)) expect(after.status).toBe(before.status);
  expect(after.sequence).toBeGreaterThanOrEqual(before.sequence);
}

describe('any calls of the ledger, in any order', () => {
  const anyCalls = fc.array(anyLedgerCall, { minLength: 1, maxLength: 25 }).map((calls) => [admitFirst, ...calls]);

  it('answer or refuse alike in memory and in DynamoDB', { timeout: fuzzTimeoutMs }, async () => {
    await fuzz(anyCalls, 800, async (calls) => {
      const [memory, dynamo] = [memoryLedger(), await aDynamoLedger()];
      const [inMemory, inDynamo] = [new Map<string, Deployment>(), new Map<string, Deployment>()];
      for (const call of calls) {
        const [one, other] = [await outcomeOf(call, memory, inMemory), await outcomeOf(call, dynamo, inDynamo)];
        expect({ of: call.of, [call.name]: other }, `${call.name} ${shortened(JSON.stringify([one, other]), 800)}`).toEqual({
          of: call.of,
          [call.name]: one,
        });
      }
    });
  });

  it('take back no signal, no ending and no decision', { timeout: fuzzTimeoutMs }, async () => {
    await fuzz(anyCalls, 2_000, async (calls) => {
      const ledger = memoryLedger();
      const loaded = new Map<string, Deployment>();
      for (const call of calls) {
        const before = await ledger.find(call.of);
        await outcomeOf(call, ledger, loaded);
        const after = await ledger.find(call.of);
        if (before !== undefined && after !== undefined) expectKept(before, after);
        if (before !== undefined) expect(after).toBeDefined();
      }
    });
  });
});
