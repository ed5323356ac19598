import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/** The ledger's table in a DynamoDB of its own, in memory. */
export interface LedgerTable {
  readonly name: string;
  /** A new client, so that a test can put its own middleware on it. */
  client(): DynamoDBClient;
  stop(): void;
}

/** Starts a DynamoDB with the ledger's table, keys and index as the control plane's stack makes them. */
export async function aLedgerTable(): Promise<LedgerTable> {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1', credentials, maxAttempts: 1 });
  };
  const name = 'ledger';
  await createTable(client(), name);
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { name, client, stop };
}

async function createTable(dynamo: DynamoDBClient, TableName: string): Promise<void> {
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const command = new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    KeySchema: key('pk', 'sk'),
    GlobalSecondaryIndexes: [{ IndexName: 'by-service', KeySchema: key('gsi1pk', 'gsi1sk'), Projection: { ProjectionType: 'ALL' } }],
  });
  await dynamo.send(command);
  let status: string | undefined;
  while (status !== 'ACTIVE') status = (await dynamo.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
}
