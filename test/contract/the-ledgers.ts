import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { memoryLedger } from '../../adapters/ledger/memory-ledger.ts';
import { aLedgerTable, type DatabaseName, databaseNames } from './a-ledger-table.ts';

/** Every ledger that must keep the promises of the docstring of Ledger. */
export const ledgers: readonly { readonly where: string; readonly prepared: () => () => Ledger }[] = [
  { where: 'in memory', prepared: () => memoryLedger },
  ...databaseNames.map((name) => ({ where: `in ${name}`, prepared: () => onTable(name) })),
];

/** Starts a table before the tests of the suite that calls it, and stops it after them. */
function onTable(name: DatabaseName): () => Ledger {
  let make = memoryLedger;
  let stop = async () => {};
  beforeAll(async () => {
    const table = await aLedgerTable(name);
    stop = table.stop;
    make = () => dynamoLedger(table.client(), { table: table.name, newKey: randomUUID });
  });
  afterAll(() => stop());
  return () => make();
}
