import type { AttributeValue, TableDescription } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Consumed, ConsumedCapacity } from '../../../../local/aws/dynamodb/consumed-capacity.ts';
import { memoryDatabase } from '../../../../local/aws/dynamodb/memory/memory-database.ts';
import { type CallRecord, router } from '../../../../local/aws/router.ts';
import { promisesSettled, VirtualClock } from '../../../../local/clocks/virtual-clock.ts';

const caller = { roleArn: 'arn:aws:iam::111122223333:role/sluice-sweep' };
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];
const shape = {
  TableName: 'ledger',
  AttributeDefinitions: ['pk', 'sk', 'held'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  KeySchema: key('pk', 'sk'),
  GlobalSecondaryIndexes: [{ IndexName: 'held', KeySchema: key('held', 'sk'), Projection: { ProjectionType: 'ALL' as const } }],
};

let call: (operation: string, input: object) => Promise<readonly Consumed[]>;
let capacity: ConsumedCapacity;
beforeEach(async () => {
  const ended: CallRecord[] = [];
  const database = memoryDatabase({ account: '111122223333', region: 'eu-west-1' });
  const clock = new VirtualClock(new Date(0), promisesSettled());
  const aws = router([{ id: 'DynamoDB', operations: database.operations, resources: {} }], {
    clock,
    observe: (record) => void ended.push(record),
  });
  await aws.call('DynamoDB', 'CreateTable', { ...shape, BillingMode: 'PAY_PER_REQUEST' }, caller);
  const { Table } = (await aws.call('DynamoDB', 'DescribeTable', { TableName: 'ledger' }, caller)) as { Table: TableDescription };
  capacity = new ConsumedCapacity(Table);
  call = async (operation, input) => {
    await aws.call('DynamoDB', operation, { TableName: 'ledger', ...input }, caller).catch(() => undefined);
    const record = ended.at(-1);
    return record === undefined ? [] : capacity.taken(record);
  };
});

const item = (sk: string, bytes: number, more: Readonly<Record<string, AttributeValue>> = {}) => ({
  Item: { pk: { S: 'LEASE' }, sk: { S: sk }, text: { S: 'x'.repeat(bytes) }, ...more },
});
const held = { held: { S: 'LEASE' } };
const one = (sk: string) => ({ Key: { pk: { S: 'LEASE' }, sk: { S: sk } } });
const read = (units: number, of = 'ledger') => ({ kind: 'read', of, partitionKey: 'LEASE', units });
const write = (units: number, of = 'ledger') => ({ kind: 'write', of, partitionKey: 'LEASE', units });
const all = { KeyConditionExpression: '#key = :key', ExpressionAttributeValues: { ':key': { S: 'LEASE' } } };
const ofTable = { ...all, ExpressionAttributeNames: { '#key': 'pk' }, ConsistentRead: true };
const ofIndex = { ...all, ExpressionAttributeNames: { '#key': 'held' }, IndexName: 'held' };
const change = (UpdateExpression: string, values: Readonly<Record<string, AttributeValue>> = {}) => ({
  ...one('a'),
  UpdateExpression,
  ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  ReturnValues: 'ALL_NEW',
});

describe('units of reads', () => {
  it('are one for each 4 KB that is begun, half when a read may be late, and not less when there is nothing', async () => {
    await call('PutItem', item('a', 5_000));
    expect(await call('GetItem', { ...one('a'), ConsistentRead: true })).toEqual([read(2)]);
    expect(await call('GetItem', one('a'))).toEqual([read(1)]);
    expect(await call('GetItem', { ...one('none'), ConsistentRead: true })).toEqual([read(1)]);
  });

  it('of a query are those of all its items together, rounded up once', async () => {
    for (let number = 0; number < 100; number += 1) await call('PutItem', item(`${number}`, 150));
    // 100 items of 164 to 165 bytes: 16.5 KB.
    expect(await call('Query', ofTable)).toEqual([read(5)]);
    expect(await call('Query', { ...ofTable, Limit: 10 })).toEqual([read(1)]);
  });

  it('of an index are those of the items that are in it, on a key of its own', async () => {
    await call('PutItem', item('a', 5_000));
    await call('PutItem', item('b', 9_000, held));
    expect(await call('Query', ofIndex)).toEqual([read(1.5, 'ledger/held')]);
  });
});

describe('units of writes', () => {
  it('are one for each KB that is begun of the larger item, before or after', async () => {
    expect(await call('PutItem', item('a', 2_500))).toEqual([write(3)]);
    expect(await call('PutItem', item('a', 10))).toEqual([write(3)]);
    expect(await call('PutItem', item('a', 10))).toEqual([write(1)]);
    expect(await call('UpdateItem', change('SET note = :note', { ':note': { S: 'y'.repeat(1_100) } }))).toEqual([write(2)]);
  });

  it('are taken of the index too when an item enters it, changes in it and leaves it, and not afterwards', async () => {
    await call('PutItem', item('a', 10));
    const both = [write(1), write(1, 'ledger/held')];
    expect(await call('UpdateItem', change('SET held = :held', { ':held': { S: 'LEASE' } }))).toEqual(both);
    expect(await call('UpdateItem', change('SET note = :one', { ':one': { N: '1' } }))).toEqual(both);
    expect(await call('UpdateItem', change('REMOVE held'))).toEqual(both);
    expect(await call('UpdateItem', change('SET note = :two', { ':two': { N: '2' } }))).toEqual([write(1)]);
  });

  it('are two of an index in which an item moves', async () => {
    await call('PutItem', item('a', 10, held));
    const moved = { kind: 'write', of: 'ledger/held', partitionKey: 'OTHER', units: 1 };
    const taken = await call('UpdateItem', change('SET held = :held', { ':held': { S: 'OTHER' } }));
    expect(taken).toEqual([write(1), write(1, 'ledger/held'), moved]);
  });

  it('are those of the item as it is when a condition does not hold, and none when the call is refused otherwise', async () => {
    await call('PutItem', item('a', 2_500, held));
    expect(await call('PutItem', { ...item('a', 10), ConditionExpression: 'attribute_not_exists(pk)' })).toEqual([write(3)]);
    expect(await call('PutItem', { Item: { pk: { S: 'LEASE' } } })).toEqual([]);
  });
});

describe('what a call is about to take', () => {
  const aims = (operation: string, input: object) =>
    capacity.aims({ service: 'DynamoDB', operation, input: { TableName: 'ledger', ...input }, caller });

  it('is of the table, and of every index that the item is in or enters', async () => {
    const both = [write(1), write(1, 'ledger/held')];
    expect(aims('PutItem', item('a', 10))).toEqual([write(1)]);
    expect(aims('UpdateItem', change('SET held = :held', { ':held': { S: 'LEASE' } }))).toEqual(both);
    await call('PutItem', item('a', 10, held));
    expect(aims('UpdateItem', change('REMOVE held'))).toEqual(both);
    expect([aims('GetItem', one('a')), aims('Query', ofIndex)]).toEqual([[read(1)], [read(1, 'ledger/held')]]);
    expect([aims('DescribeTable', {}), aims('GetItem', { ...one('a'), TableName: 'another' })]).toEqual([[], []]);
  });
});

describe('an index that shows parts of items', () => {
  it('is not counted by guessing', () => {
    const GlobalSecondaryIndexes = [{ IndexName: 'part', Projection: { ProjectionType: 'KEYS_ONLY' as const } }];
    expect(() => new ConsumedCapacity({ ...shape, GlobalSecondaryIndexes })).toThrow(
      expect.objectContaining({ name: 'UnmodelledCallError' }),
    );
  });
});
