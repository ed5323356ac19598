import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Around, Call, LedgerTable } from './a-ledger-table.ts';

/** Makes ledgers on a table whose every call to DynamoDB goes through `around`: the only places where another process can come in between. */
export function ledgersOn(table: () => LedgerTable): (around: Around) => Ledger {
  let keys = 0;
  const newKey = () => {
    keys += 1;
    return `key-${keys}`;
  };
  return (around) => dynamoLedger(table().client(around), { table: table().name, newKey });
}

/** The Lambda died here: no code of its invocation runs any more. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Lets the first `calls` calls through, then dies, before or after the effect of the next one. The dead make no further call. */
export function dyingAfter(calls: number, when: 'before' | 'after') {
  let left = calls;
  return async (call: Call): Promise<object> => {
    left -= 1;
    if (left >= 0) return call();
    if (when === 'after' && left === -1) await call();
    throw new Killed(`killed ${when} call ${calls + 1}`);
  };
}
