import { DeleteItemCommand, type DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { aLedgerTable } from '../contract/a-ledger-table.ts';
import { inOrder } from './ledger-state.ts';

/** A ledger in the model of DynamoDB, with what only tests see. */
export interface DynamoLedger {
  readonly ledger: Ledger;
  /** Every item of its table, as text. */
  items(): Promise<string>;
  /** Writes the record of a deployment as a version of Sluice would that knows another plan. */
  raiseSchema(deploymentId: string): Promise<void>;
}

/** One table for all cases of a file: the SDK keeps 20 kB of every client for ever. */
const shared = aLedgerTable().then(({ name, client }) => ({ TableName: name, client: client() }));

/** An empty one. The one before it is gone. */
export async function aDynamoLedger(): Promise<DynamoLedger> {
  const { TableName, client } = await shared;
  for (const { pk, sk } of await itemsIn(client, TableName)) {
    await client.send(new DeleteItemCommand({ TableName, Key: { ...(pk && { pk }), ...(sk && { sk }) } }));
  }
  let made = 0;
  const newKey = () => {
    made += 1;
    return String(made).padStart(8, '0');
  };
  return {
    ledger: dynamoLedger(client, { table: TableName, newKey }),
    async items() {
      const texts = (await itemsIn(client, TableName)).map((item) => JSON.stringify(inOrder(item)));
      return texts.sort().join('\n');
    },
    async raiseSchema(deploymentId) {
      const change = new UpdateItemCommand({
        ...{ TableName, Key: { pk: { S: `DEPLOYMENT#${deploymentId}` }, sk: { S: 'RECORD' } } },
        UpdateExpression: 'SET #schema = :newer, #plan = :plan',
        ExpressionAttributeNames: { '#schema': 'schema', '#plan': 'plan' },
        ExpressionAttributeValues: { ':newer': { N: '99' }, ':plan': { S: 'in words of its own' } },
      });
      await client.send(change);
    },
  };
}

async function itemsIn(client: DynamoDBClient, TableName: string) {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Items;
}
