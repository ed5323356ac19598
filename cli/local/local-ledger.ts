import { randomUUID } from 'node:crypto';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { DefectError } from '../../core/errors.ts';
import { modelledDynamoDbClient } from '../../local/aws/dynamodb/modelled-client.ts';
import type { LocalSluice } from './local-sluice.ts';

/** The ledger of a running local world, for people: the same code on the same table as the functions use. */
export function localLedger({ world }: LocalSluice): Ledger {
  const [table] = world.template.resourcesOf('AWS::DynamoDB::GlobalTable');
  if (table === undefined) throw new DefectError('the template has no table for the ledger');
  return dynamoLedger(modelledDynamoDbClient(world.aws, { roleArn: 'local' }), { table: table.made.ref, newKey: randomUUID });
}
