import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeDefinition,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  ResourceInUseException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { physicalName } from '../../template/physical-name.ts';
import { TemplateError } from '../../template/template-error.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { Made, ResourceId } from '../resource-maker.ts';
import type { Database } from './database.ts';

/** Properties that say how AWS keeps the data, not how it behaves: nothing here depends on them. */
const inert = new Set([
  'BillingMode',
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'KinesisStreamSpecification',
  'PointInTimeRecoverySpecification',
  'ProvisionedThroughput',
  'Replicas',
  'ResourcePolicy',
  'SSESpecification',
  'StreamSpecification',
  'TableClass',
  'Tags',
  'TimeToLiveSpecification',
  'WarmThroughput',
  'WriteOnDemandThroughputSettings',
  'WriteProvisionedThroughputSettings',
]);
const read = new Set(['AttributeDefinitions', 'GlobalSecondaryIndexes', 'KeySchema', 'TableName']);

interface TableProperties {
  readonly AttributeDefinitions?: AttributeDefinition[];
  readonly GlobalSecondaryIndexes?: GlobalSecondaryIndex[];
  readonly KeySchema?: KeySchemaElement[];
  readonly TableName?: string;
}

/**
 * Makes an `AWS::DynamoDB::Table` or `GlobalTable`. A table that is already in the data folder is kept with all its items.
 *
 * @throws {UnmodelledCallError} a property that would change what happens and is not modelled, such as `LocalSecondaryIndexes`.
 * @throws {TemplateError} the table exists with other keys or indexes: CloudFormation would replace it, the local world does not delete data.
 */
export async function makeTable(
  properties: TableProperties,
  resource: ResourceId,
  { database, account, region }: { readonly database: Database; readonly account: string; readonly region: string },
): Promise<Made> {
  for (const name of Object.keys(properties)) {
    const path = `${resource.stackName}/${resource.logicalId}`;
    if (!read.has(name) && !inert.has(name)) throw new UnmodelledCallError(`${name} of a DynamoDB table (${path})`);
  }
  const table = properties.TableName ?? physicalName(resource, 255);
  await create(database, table, properties);
  const existing = await active(database, table);
  if (!sameShape(existing, properties)) {
    throw new TemplateError(`table ${table} is in the data folder with other keys or indexes: use another data folder, or delete this one`);
  }
  const arn = `arn:aws:dynamodb:${region}:${account}:table/${table}`;
  return { ref: table, attributes: { Arn: arn, TableId: existing.TableId, StreamArn: `${arn}/stream/local` } };
}

async function create(database: Database, TableName: string, properties: TableProperties): Promise<void> {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes = [] } = properties;
  const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys, Projection }) => ({ IndexName, KeySchema: keys, Projection }));
  const shape = { AttributeDefinitions, KeySchema, ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}) };
  try {
    await send(database, 'CreateTable', { TableName, BillingMode: 'PAY_PER_REQUEST', ...shape });
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}

/** A new table is active within a turn or two of dynalite's event loop; the limit only keeps a broken one from hanging the load. */
async function active(database: Database, TableName: string): Promise<TableDescription> {
  for (let looks = 0; looks < 1_000; looks += 1) {
    const { Table } = (await send(database, 'DescribeTable', { TableName })) as { readonly Table?: TableDescription };
    if (Table?.TableStatus === 'ACTIVE') return Table;
  }
  throw new TemplateError(`table ${TableName} did not become active`);
}

async function send({ operations }: Database, operation: 'CreateTable' | 'DescribeTable', input: object): Promise<object> {
  return (await operations[operation]?.(input as never, { roleArn: 'local' })) ?? {};
}

function sameShape(existing: TableDescription, wanted: TableProperties): boolean {
  return isDeepStrictEqual(shape(existing), shape(wanted));
}

function shape(table: TableProperties | TableDescription): unknown {
  const keys = (schema: KeySchemaElement[] = []) => schema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).sort();
  const attributes = (table.AttributeDefinitions ?? [])
    .map(({ AttributeName, AttributeType }) => `${AttributeName} ${AttributeType}`)
    .sort();
  const indexes = (table.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName, keys(index.KeySchema)].flat().join());
  return { attributes, keys: keys(table.KeySchema), indexes: indexes.sort() };
}
