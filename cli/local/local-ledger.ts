import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { DefectError } from '../../core/errors.ts';
import { useModelledAws } from '../../local/sdk-middleware.ts';
import type { LocalSluice } from './local-sluice.ts';

/** The ledger of a running local world, for people: the same code on the same table as the functions use. */
export function localLedger({ world }: LocalSluice): Ledger {
  const [table] = world.template.resourcesOf('AWS::DynamoDB::GlobalTable');
  if (table === undefined) throw new DefectError('the template has no table for the ledger');
  const client = new DynamoDBClient({});
  useModelledAws(world.aws, { roleArn: 'local' })(client);
  return dynamoLedger(client, { table: table.made.ref, newKey: randomUUID });
}
