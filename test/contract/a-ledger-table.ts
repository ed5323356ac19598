import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynaliteDatabase } from '../../local/aws/dynamodb/dynalite-database.ts';
import { makeTable } from '../../local/aws/dynamodb/make-table.ts';
import { memoryDatabase } from '../../local/aws/dynamodb/memory/memory-database.ts';
import { modelledDynamoDbClient } from '../../local/aws/dynamodb/modelled-client.ts';

/** One call to DynamoDB, still to be made. */
export type Call = () => Promise<object>;

/** Makes a call, or does not, or does more. */
export type Around = (call: Call, request: { readonly operation: string; readonly input: object }) => Promise<object>;

/** The ledger's table in a DynamoDB of its own, in memory. */
export interface LedgerTable {
  readonly name: string;
  /** A new client. Every call that it makes goes through `around`. */
  client(around?: Around): DynamoDBClient;
  readonly stop: () => Promise<void>;
}

const place = { account: '111122223333', region: 'eu-west-1' };

const databases = {
  dynalite: () => dynaliteDatabase(place.region),
  'the model of DynamoDB': async () => memoryDatabase(place),
} as const;

/** One of the two databases that the local world has. */
export type DatabaseName = keyof typeof databases;

/** Both of them: what holds on one and not on the other is a mistake in the model. */
export const databaseNames: readonly DatabaseName[] = ['dynalite', 'the model of DynamoDB'];

/** Starts a database with the ledger's table, keys and index as the control plane's stack makes them. */
export async function aLedgerTable(where: DatabaseName = 'the model of DynamoDB'): Promise<LedgerTable> {
  const database = await databases[where]();
  const resource = { stackName: 'Sluice', logicalId: 'Ledger' };
  const { ref: name } = await makeTable(ledgerTable, resource, { database, ...place });
  const client: LedgerTable['client'] = (around = (call) => call()) => {
    const call = (_service: string, operation: string, input: object, caller: { readonly roleArn: string }) => {
      return around(async () => (await database.operations[operation]?.(input as never, caller)) ?? {}, { operation, input });
    };
    return modelledDynamoDbClient({ call }, { roleArn: 'local' });
  };
  return { name, client, stop: database.stop };
}

const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

const ledgerTable = {
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'held'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  KeySchema: key('pk', 'sk'),
  GlobalSecondaryIndexes: [
    { IndexName: 'by-service', KeySchema: key('gsi1pk', 'gsi1sk'), Projection: { ProjectionType: 'ALL' as const } },
    { IndexName: 'held', KeySchema: key('held', 'sk'), Projection: { ProjectionType: 'ALL' as const } },
  ],
};
