import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import { memoryLedger } from '../../adapters/ledger/memory-ledger.ts';
import { aLedgerTable, type LedgerTable } from './a-ledger-table.ts';
import { ledgerContract } from './ledger.contract.ts';

let table: LedgerTable;
beforeAll(async () => {
  table = await aLedgerTable();
});
afterAll(() => table.stop());

ledgerContract('the ledger in memory', async () => memoryLedger());
ledgerContract('the ledger in DynamoDB', async () => dynamoLedger(table.client(), { table: table.name, newKey: randomUUID }));
