import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type DynamoDb, startDynamoDb } from '../../../../local/aws/dynamodb/dynamodb.ts';
import { router } from '../../../../local/aws/router.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const resource = { stackName: 'Shop', logicalId: 'Ledger' };
const table = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'day', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    { IndexName: 'byDay', KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  Replicas: [{ Region: 'eu-west-1', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
  TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
};

const aFolder = () => join(mkdtempSync(join(tmpdir(), 'sluice-dynamodb-')), 'data');

const started: DynamoDb[] = [];
afterEach(async () => {
  for (const dynamoDb of started.splice(0)) await dynamoDb.stop();
});

async function start(dataFolder?: string) {
  const dynamoDb = await startDynamoDb(dataFolder === undefined ? place : { ...place, dataFolder });
  started.push(dynamoDb);
  const aws = router([dynamoDb], { clock: new VirtualClock(new Date(0)) });
  const call = (operation: string, input: object) => aws.call('DynamoDB', operation, input, { roleArn: 'local' });
  const make = (properties: object = table) => dynamoDb.resources['AWS::DynamoDB::GlobalTable']?.({ ...properties }, resource);
  return { call, make, stop: () => started.pop()?.stop() };
}

const Item = { pk: { S: 'service#shop' }, sk: { S: 'lease' }, day: { S: '2026-01-01' } };

describe('DynamoDB', () => {
  it.each([
    ['in memory', () => undefined],
    ['in a data folder', aFolder],
  ])('makes a table %s with its index from a template', async (_where, folder) => {
    const { make, call } = await start(folder());
    expect(await make()).toEqual({
      ref: 'Shop-Ledger',
      attributes: {
        Arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Shop-Ledger',
        StreamArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Shop-Ledger/stream/local',
        TableId: expect.any(String),
      },
    });
    await call('PutItem', { TableName: 'Shop-Ledger', Item });
    const query = {
      TableName: 'Shop-Ledger',
      IndexName: 'byDay',
      KeyConditionExpression: '#d = :d',
      ExpressionAttributeNames: { '#d': 'day' },
    };
    expect(await call('Query', { ...query, ExpressionAttributeValues: { ':d': { S: '2026-01-01' } } })).toMatchObject({ Items: [Item] });
  });

  it('refuses a conditional write with the SDK’s own exception', async () => {
    const { make, call } = await start();
    await make();
    const put = { TableName: 'Shop-Ledger', Item, ConditionExpression: 'attribute_not_exists(pk)' };
    await call('PutItem', put);
    await expect(call('PutItem', put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', $fault: 'client' });
  });

  it('keeps its data in the data folder over a restart, and keeps an existing table', async () => {
    const folder = aFolder();
    const first = await start(folder);
    await first.make();
    await first.call('PutItem', { TableName: 'Shop-Ledger', Item });
    await first.stop();
    const second = await start(folder);
    await second.make();
    expect(await second.call('GetItem', { TableName: 'Shop-Ledger', Key: { pk: Item.pk, sk: Item.sk } })).toEqual({ Item });
  });

  it.each([
    ['in memory', () => undefined],
    ['in a data folder', aFolder],
  ])('%s finishes the calls under way before it stops, and takes none afterwards', async (_where, folder) => {
    const { make, call, stop } = await start(folder());
    await make();
    const puts = Array.from({ length: 20 }, (_, index) =>
      call('PutItem', { TableName: 'Shop-Ledger', Item: { ...Item, sk: { S: `${index}` } } }),
    );
    await stop();
    expect(await Promise.all(puts)).toEqual(puts.map(() => ({})));
    await expect(call('ListTables', {})).rejects.toThrow('DynamoDB was stopped with its world');
  });

  it('refuses a table that exists with other keys instead of losing its items', async () => {
    const { make } = await start();
    await make();
    const keys = { AttributeDefinitions: table.AttributeDefinitions.slice(0, 1), KeySchema: table.KeySchema.slice(0, 1) };
    await expect(make(keys)).rejects.toThrow('table Shop-Ledger is in the data folder with other keys or indexes');
  });

  it('refuses transactions by name', async () => {
    const { call } = await start();
    await expect(call('TransactWriteItems', { TransactItems: [] })).rejects.toThrow('DynamoDB.TransactWriteItems is not modelled');
  });

  it('refuses a member that dynalite would overlook, by name', async () => {
    const { call } = await start(aFolder());
    const put = { TableName: 'Shop-Ledger', Item, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    await expect(call('PutItem', put)).rejects.toThrow('DynamoDB.PutItem with ReturnValuesOnConditionCheckFailure is not modelled');
  });

  it('refuses a table property that it does not model, by name', async () => {
    const { make } = await start();
    await expect(make({ ...table, LocalSecondaryIndexes: [] })).rejects.toThrow('LocalSecondaryIndexes of a DynamoDB table (Shop/Ledger)');
  });
});
