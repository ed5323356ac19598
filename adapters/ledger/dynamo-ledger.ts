import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { deployments } from './dynamo/deployments.ts';
import { evidence } from './dynamo/evidence.ts';
import { leases } from './dynamo/leases.ts';
import { outbox } from './dynamo/outbox.ts';
import { profiles } from './dynamo/profiles.ts';
import { signals } from './dynamo/signals.ts';
import { table } from './dynamo/table.ts';
import { triggers } from './dynamo/triggers.ts';
import { turns } from './dynamo/turns.ts';
import type { Ledger } from './ledger.ts';

/** Where the ledger is, and how it tells its own writes from others. */
export interface DynamoLedgerOptions {
  /** Table with keys `pk` and `sk`, and the indexes `by-service` on `gsi1pk` and `gsi1sk`, and `held` on `held` and `sk`, all projected. */
  readonly table: string;
  /** A text never given before, e.g. a UUID. */
  readonly newKey: () => string;
}

/** A {@link Ledger} in one DynamoDB table. It needs GetItem, PutItem, UpdateItem and Query, and no transactions. */
export function dynamoLedger(dynamo: DynamoDBClient, { table: name, newKey }: DynamoLedgerOptions): Ledger {
  const ours = table(dynamo, name);
  return {
    ...leases(ours),
    ...triggers(ours, newKey),
    ...deployments(ours, newKey),
    ...signals(ours, newKey),
    ...evidence(ours, newKey),
    ...profiles(ours),
    ...outbox(ours, newKey),
    ...turns(ours),
  };
}
