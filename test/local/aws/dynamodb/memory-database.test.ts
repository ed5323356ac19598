import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryDatabase } from '../../../../local/aws/dynamodb/memory/memory-database.ts';

const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const shape = {
  TableName: 'table',
  AttributeDefinitions: ['pk', 'sk', 'day', 'at'].map((AttributeName) => ({
    AttributeName,
    AttributeType: AttributeName === 'at' ? 'N' : 'S',
  })),
  KeySchema: key('pk', 'sk'),
  GlobalSecondaryIndexes: [{ IndexName: 'by-day', KeySchema: key('day', 'at'), Projection: { ProjectionType: 'ALL' } }],
};

let call: (operation: string, input: object) => Promise<Readonly<Record<string, unknown>>>;
beforeEach(async () => {
  const { operations } = memoryDatabase({ account: '111122223333', region: 'eu-west-1' });
  call = async (operation, input) => ({
    ...(await operations[operation]?.({ TableName: 'table', ...input } as never, { roleArn: 'local' })),
  });
  await call('CreateTable', shape);
});

const Key = { pk: { S: 'p' }, sk: { S: 's' } };
const put = (sk: string, more: object = {}) => call('PutItem', { Item: { pk: { S: 'p' }, sk: { S: sk }, ...more } });
const update = (UpdateExpression: string, more: object = {}) =>
  call('UpdateItem', { Key, UpdateExpression, ReturnValues: 'ALL_NEW', ...more });
const ofPartition = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'p' } } };

/** Where the other database of the local world differs from AWS, or says nothing. */
describe('the DynamoDB in memory', () => {
  it('gives the item with the exception of a condition that fails, when asked to', async () => {
    await put('s', { a: { S: 'x' } });
    const request = { Item: { ...Key }, ConditionExpression: 'attribute_not_exists(pk)' };
    const error = call('PutItem', { ...request, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    await expect(error).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: { ...Key, a: { S: 'x' } } });
    await expect(call('PutItem', request)).rejects.toMatchObject({ Item: undefined });
  });

  it('refuses items of more than 400 KB, put or updated, counted in bytes of UTF-8', async () => {
    // pk, p, sk, s and a are 7 bytes.
    const most = 400 * 1_024 - 7;
    await put('s', { a: { S: 'x'.repeat(most) } });
    const larger = put('s', { a: { S: `é${'x'.repeat(most - 1)}` } });
    await expect(larger).rejects.toThrow('Item size has exceeded the maximum allowed size');
    const grown = update('SET b = :b', { ExpressionAttributeValues: { ':b': { S: '' } } });
    await expect(grown).rejects.toThrow('Item size to update has exceeded the maximum allowed size');
    expect(await call('GetItem', { Key })).toEqual({ Item: { ...Key, a: { S: 'x'.repeat(most) } } });
  });

  it('ends a page with the item that makes it 1 MB, and goes on after it', async () => {
    for (let index = 0; index < 12; index += 1) await put(`s${10 + index}`, { a: { S: 'x'.repeat(100 * 1_024) } });
    const first = await call('Query', ofPartition);
    expect(first).toMatchObject({ Count: 11, ScannedCount: 11, LastEvaluatedKey: { pk: { S: 'p' }, sk: { S: 's20' } } });
    const { Items, ...second } = await call('Query', { ...ofPartition, ExclusiveStartKey: first.LastEvaluatedKey });
    expect(second).toEqual({ Count: 1, ScannedCount: 1 });
    const { LastEvaluatedKey } = await call('Query', { ...ofPartition, ScanIndexForward: false });
    expect(LastEvaluatedKey).toEqual({ pk: { S: 'p' }, sk: { S: 's11' } });
  });

  it('sorts texts by their bytes and numbers by their value', async () => {
    for (const sk of ['\u{1f600}', '\uffee', 'é', 'z', 'a']) await put(sk);
    const { Items } = await call('Query', { ...ofPartition, ProjectionExpression: 'sk' });
    expect(Items).toEqual(['a', 'z', 'é', '\uffee', '\u{1f600}'].map((S) => ({ sk: { S } })));
    for (const [index, N] of ['10', '9', '-1', '1e-3', '12345678901234567890.5', '12345678901234567890.4'].entries()) {
      await put(`n${index}`, { day: { S: 'mon' }, at: { N } });
    }
    const query = { IndexName: 'by-day', KeyConditionExpression: '#day = :day', ExpressionAttributeNames: { '#day': 'day', '#at': 'at' } };
    const page = await call('Query', { ...query, ExpressionAttributeValues: { ':day': { S: 'mon' } }, ProjectionExpression: '#at' });
    const sorted = ['-1', '0.001', '9', '10', '12345678901234567890.4', '12345678901234567890.5'];
    expect(page.Items).toEqual(sorted.map((N) => ({ at: { N } })));
  });

  it('measures texts in bytes, and finds empty ones', async () => {
    await put('s', { a: { S: 'zoë' }, empty: { S: '' } });
    const ConditionExpression = 'size(a) = :four AND size(#e) = :none AND attribute_type(#e, :text) AND #e IN (:same)';
    const values = { ':four': { N: '4' }, ':none': { N: '0' }, ':text': { S: 'S' }, ':same': { S: '' } };
    const request = { ConditionExpression, ExpressionAttributeNames: { '#e': 'empty' }, ExpressionAttributeValues: values };
    await expect(call('DeleteItem', { Key, ...request })).resolves.toEqual({});
  });

  it('copies what an attribute was before the same update adds to it', async () => {
    await put('s', { n: { N: '1' } });
    const copied = await update('SET a = n ADD n :by', { ExpressionAttributeValues: { ':by': { N: '2' } } });
    expect(copied).toEqual({ Attributes: { ...Key, n: { N: '3' }, a: { N: '1' } } });
  });

  it('compares lists and maps by what is in them', async () => {
    const list = { L: [{ S: 'a' }, { M: { n: { N: '1' } } }] };
    await put('s', { a: list });
    const condition = { ConditionExpression: 'a = :list', ExpressionAttributeValues: { ':list': structuredClone(list) } };
    await expect(call('DeleteItem', { Key, ...condition })).resolves.toEqual({});
  });

  it('refuses expressions of more than 4,096 bytes', async () => {
    const more = { ExpressionAttributeNames: { [`#${'n'.repeat(4_086)}`]: 'a' } };
    await update(`REMOVE #${'n'.repeat(4_086)} `, more);
    await expect(update(`REMOVE #${'n'.repeat(4_086)}   `, more)).rejects.toThrow(
      'Invalid UpdateExpression: Expression size has exceeded the maximum allowed size;',
    );
  });

  it('refuses an empty text as the key of an index', async () => {
    const what = 'cannot contain an empty string value. IndexName: by-day, IndexKey: day';
    await expect(put('s', { day: { S: '' } })).rejects.toThrow(what);
    await expect(
      update('SET #d = :d', { ExpressionAttributeNames: { '#d': 'day' }, ExpressionAttributeValues: { ':d': { S: '' } } }),
    ).rejects.toThrow(what);
  });

  it('throws the SDK’s own exceptions', async () => {
    await expect(call('GetItem', { TableName: 'nowhere', Key })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $fault: 'client',
    });
    await expect(call('CreateTable', shape)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    const error = await call('GetItem', { Key: {} }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DynamoDBServiceException);
    expect(error).toMatchObject({ name: 'ValidationException', $fault: 'client', $metadata: { httpStatusCode: 400 } });
    await expect(put('s', { a: { N: 5 } })).rejects.toMatchObject({ name: 'SerializationException' });
  });

  it('lets nobody change what it holds, neither through what it was given nor through what it gave', async () => {
    const Item = { ...Key, list: { L: [{ S: 'a' }] } };
    await call('PutItem', { Item });
    Item.list.L.push({ S: 'b' });
    const { Item: read } = (await call('GetItem', { Key })) as { Item: typeof Item };
    expect(() => read.list.L.push({ S: 'c' })).toThrow(TypeError);
    expect(await call('GetItem', { Key })).toEqual({ Item: { ...Key, list: { L: [{ S: 'a' }] } } });
  });

  it('knows an attribute called like something that every object has', async () => {
    const { Attributes } = await update('SET #c = if_not_exists(#c, :one) + :one', {
      ConditionExpression: 'attribute_not_exists(#c)',
      ExpressionAttributeNames: { '#c': 'constructor' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    expect(Attributes).toEqual({ ...Key, constructor: { N: '2' } });
  });

  it.each([
    ['Query', { ...ofPartition, QueryFilter: {} }, 'DynamoDB.Query with QueryFilter'],
    ['Query', { ...ofPartition, Select: 'ALL_ATTRIBUTES' }, 'DynamoDB.Query with Select ALL_ATTRIBUTES'],
    ['Scan', { TotalSegments: 2, Segment: 0 }, 'DynamoDB.Scan with TotalSegments'],
    ['PutItem', { Item: Key, Expected: {} }, 'DynamoDB.PutItem with Expected'],
    ['GetItem', { Key, ReturnConsumedCapacity: 'TOTAL' }, 'DynamoDB.GetItem with ReturnConsumedCapacity TOTAL'],
    ['PutItem', { Item: { ...Key, b: { B: new Uint8Array(1) } } }, 'an attribute value of type B in DynamoDB'],
    ['UpdateItem', { Key, UpdateExpression: 'REMOVE a.b' }, 'a document path below the attribute a in an expression of DynamoDB'],
    ['UpdateItem', { Key, UpdateExpression: 'SET a = (b)' }, 'an operand in parentheses in an UpdateExpression of DynamoDB'],
    ['UpdateItem', { Key, UpdateExpression: 'REMOVE __proto__' }, 'an attribute named __proto__ in DynamoDB'],
    ['CreateTable', { ...shape, TableName: 'two', LocalSecondaryIndexes: [] }, 'DynamoDB.CreateTable with LocalSecondaryIndexes'],
  ])('refuses by name what it does not model: %s %j', async (operation, input, what) => {
    await expect(call(operation, input)).rejects.toThrow(`${what} is not modelled`);
  });
});
