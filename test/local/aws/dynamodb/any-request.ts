import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { anyCondition, anyProjection, anyUpdate, placeholdersOf, values } from './any-expression.ts';

/** One call to DynamoDB. */
export interface Request {
  readonly operation: string;
  readonly input: object;
}

type Item = Readonly<Record<string, AttributeValue>>;

/** Keys are few, so that requests meet on the same items. No value is between 3 and 4: dynalite measures texts in letters, not in bytes. */
const anyKeyText = fc.constantFrom('a', 'ab', 'abc', 'béd');
const anyKey = fc.record({ pk: fc.constantFrom('p', 'p', 'q').map((S) => ({ S })), sk: anyKeyText.map((S) => ({ S })) });
const wrongKeys: readonly Item[] = [
  { pk: { S: 'p' } },
  { pk: { S: 'p' }, sk: { N: '1' } },
  { pk: { S: '' }, sk: { S: 'a' } },
  { pk: { S: 'p' }, sk: { S: 'x'.repeat(1_025) } },
  { pk: { S: 'p' }, sk: { S: 'a' }, n: { N: '1' } },
  { pk: { S: 'p' }, other: { S: 'a' } },
];
const anyDay = fc.constantFrom('mon', 'tue');
const anyKeyAtAll = fc.oneof({ weight: 20, arbitrary: anyKey }, { weight: 1, arbitrary: fc.constantFrom<Item>(...wrongKeys) });

const maybe = <T>(one: fc.Arbitrary<T>, weight = 1) =>
  fc.oneof({ weight, arbitrary: one }, { weight: 1, arbitrary: fc.constant(undefined) });
const seldom = <T>(one: fc.Arbitrary<T>) => fc.oneof({ weight: 1, arbitrary: one }, { weight: 3, arbitrary: fc.constant(undefined) });
const anyMistake = fc.oneof(
  { weight: 40, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constantFrom('unused' as const, 'undefined' as const, 'empty' as const) },
);
const anyValue = fc.oneof(
  { weight: 150, arbitrary: fc.constantFrom<AttributeValue>(...Object.values(values)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<AttributeValue>({ N: 'x' }, { N: `1${'0'.repeat(20)}.${'1'.repeat(20)}` }, { N: '1e126' }, { SS: [] }),
  },
  { weight: 1, arbitrary: fc.constantFrom<AttributeValue>({ SS: ['a', 'a'] }, { NS: ['1', '1.0'] }, { NULL: false }, { L: [{ N: '' }] }) },
);

/** Mostly of the type that its name says, so that updates and conditions fit. */
const like = (...names: readonly (keyof typeof values)[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<AttributeValue>(...names.map((name) => values[name])) },
    { weight: 1, arbitrary: anyValue },
  );
const anyRest = fc.record(
  {
    a: like('text', 'prefix', 'longer', 'latin'),
    n: like('none', 'one', 'half', 'minus', 'big', 'power'),
    list: like('entries', 'more'),
    set: like('texts', 'other', 'single'),
    nums: like('numbers', 'figures'),
    m: anyValue,
    flag: anyValue,
  },
  { requiredKeys: [] },
);

/** Items whose places in the indexes are their own: the order of those that share one is nobody's promise. */
const itemAt = (key: fc.Arbitrary<Item>) =>
  fc.tuple(key, anyRest, maybe(anyDay, 5), maybe(fc.constantFrom('a', 'ab', 'abc'), 5)).map(([own, rest, day, at]): Item => {
    const place = `${at}${own.pk?.S}${own.sk?.S}`;
    return { ...own, ...rest, ...(day && { day: { S: day } }), ...(at && { at: { S: place } }) };
  });
const anyItem = itemAt(anyKeyAtAll);

const TableName = fc.oneof(
  { weight: 60, arbitrary: fc.constant('table') },
  { weight: 1, arbitrary: fc.constantFrom('nowhere', 'a', 'no table') },
);
const defined = (members: object) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const put = fc
  .tuple(TableName, anyItem, maybe(anyCondition), anyMistake, maybe(fc.constantFrom('ALL_OLD', 'NONE', 'ALL_NEW', 'X')))
  .map(([table, Item, ConditionExpression, mistake, ReturnValues]) => ({
    operation: 'PutItem',
    input: defined({ TableName: table, Item, ConditionExpression, ReturnValues, ...placeholdersOf([ConditionExpression], mistake) }),
  }));

const remove = fc
  .tuple(TableName, anyKeyAtAll, maybe(anyCondition), anyMistake, maybe(fc.constantFrom('ALL_OLD', 'NONE')))
  .map(([table, Key, ConditionExpression, mistake, ReturnValues]) => ({
    operation: 'DeleteItem',
    input: defined({ TableName: table, Key, ConditionExpression, ReturnValues, ...placeholdersOf([ConditionExpression], mistake) }),
  }));

const returned = fc.constantFrom('ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW', 'NONE');
const update = fc
  .tuple(TableName, anyKeyAtAll, maybe(anyUpdate, 9), maybe(anyCondition), anyMistake, maybe(returned, 4))
  .map(([table, Key, UpdateExpression, ConditionExpression, mistake, ReturnValues]) => ({
    operation: 'UpdateItem',
    input: defined({
      ...{ TableName: table, Key, UpdateExpression, ConditionExpression, ReturnValues },
      ...placeholdersOf([UpdateExpression, ConditionExpression], mistake),
    }),
  }));

const get = fc.tuple(TableName, anyKeyAtAll, maybe(anyProjection), anyMistake).map(([table, Key, ProjectionExpression, mistake]) => {
  const placeholders = placeholdersOf([ProjectionExpression], mistake);
  const input = {
    TableName: table,
    Key,
    ProjectionExpression,
    ConsistentRead: true,
    ...placeholders,
    ExpressionAttributeValues: undefined,
  };
  return { operation: 'GetItem', input: defined(input) };
});

const anyRange = (name: string) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), fc.constantFrom(':text', ':prefix', ':longer'))
        .map((parts) => `${name} ${parts.join(' ')}`),
    },
    { weight: 2, arbitrary: fc.constantFrom(':prefix', ':longer').map((high) => `${name} BETWEEN :text AND ${high}`) },
    { weight: 2, arbitrary: fc.constantFrom(':text', ':prefix').map((value) => `begins_with(${name}, ${value})`) },
    { weight: 1, arbitrary: fc.constantFrom(`:prefix > ${name}`, `:prefix <= ${name}`) },
    { weight: 1, arbitrary: fc.constantFrom(...wrongRanges.map((range) => range.replaceAll('KEY', name))) },
  );
const wrongRanges = [
  ...['KEY = :one', 'KEY IN (:text)', 'attribute_exists(KEY)', 'size(KEY) = :one', 'KEY <> :text', 'begins_with(KEY, :one)'],
  ...['KEY BETWEEN :longer AND :text', 'contains(KEY, :text)', 'KEY = #a', ':text = :prefix', 'KEY = :text AND #a = :text'],
];
const anyKeyCondition = (hash: string, range: string) =>
  fc.tuple(maybe(anyRange(range), 3), fc.nat(24)).map(([rest, oddity]) => {
    const first = oddity === 0 ? `${hash} > :partition` : `${hash} = :partition`;
    if (rest === undefined) return first;
    if (oddity === 1) return rest;
    return oddity === 2 ? `${first} OR ${rest}` : oddity < 6 ? `${rest} AND ${first}` : `${first} AND ${rest}`;
  });

const pageMembers = {
  FilterExpression: seldom(anyCondition),
  ProjectionExpression: seldom(anyProjection),
  Limit: maybe(fc.constantFrom(1, 1, 1, 2, 2, 2, 3, 3, 3, 0)),
  ScanIndexForward: maybe(fc.boolean()),
  Select: fc.nat(9).map((nth) => (nth === 0 ? 'COUNT' : undefined)),
  mistake: anyMistake,
};

const query = fc
  .tuple(TableName, anyKeyCondition('pk', 'sk'), fc.record(pageMembers), seldom(anyKeyAtAll), fc.constantFrom('p', 'p', 'q'))
  .map(([table, KeyConditionExpression, { mistake, ...page }, ExclusiveStartKey, partition]) => ({
    operation: 'Query',
    input: pageInput({ TableName: table, KeyConditionExpression, ExclusiveStartKey, ...page }, mistake, partition),
  }));

const anyPlace = fc.tuple(anyKey, anyDay, fc.constantFrom('a', 'ab', 'abc'), fc.nat(9)).map(([key, day, at, wrong]) => {
  const place = { ...key, day: { S: day }, at: { S: `${at}${key.pk.S}${key.sk.S}` } };
  return wrong === 0 ? key : wrong === 1 ? { ...place, at: { N: '1' } } : place;
});
const anyIndex = fc.constantFrom('by-day', 'by-day', 'keys', 'some', 'some', 'by-day', 'by-day', 'keys', 'some', 'nil');
const indexQuery = fc
  .tuple(anyIndex, anyKeyCondition('#day', '#at'), fc.record(pageMembers), fc.nat(19), seldom(anyPlace))
  .map(([IndexName, KeyConditionExpression, { mistake, ...page }, consistent, ExclusiveStartKey]) => {
    const asked = { TableName: 'table', IndexName, KeyConditionExpression, ConsistentRead: consistent === 0, ExclusiveStartKey };
    return { operation: 'Query', input: pageInput({ ...asked, ...page }, mistake, 'mon') };
  });

const scan = fc
  .record({ FilterExpression: maybe(anyCondition), ProjectionExpression: maybe(anyProjection), mistake: anyMistake })
  .map(({ mistake, ...page }) => ({ operation: 'Scan', input: pageInput({ TableName: 'table', ...page }, mistake, 'p') }));

const batchGet = fc.array(anyKeyAtAll, { minLength: 1, maxLength: 3 }).map((Keys) => ({
  operation: 'BatchGetItem',
  input: { RequestItems: { table: { Keys } } },
}));

const anyWrite = fc.oneof(
  anyItem.map((Item) => ({ PutRequest: { Item } })),
  anyKeyAtAll.map((Key) => ({ DeleteRequest: { Key } })),
);
const batchWrite = fc.array(anyWrite, { minLength: 1, maxLength: 3 }).map((table) => ({
  operation: 'BatchWriteItem',
  input: { RequestItems: { table } },
}));

const first = fc.array(itemAt(anyKey), { minLength: 6, maxLength: 8 });

/** Items to begin with, put one by one. */
export const firstRequests: fc.Arbitrary<readonly Request[]> = first.map((items) =>
  items.map((Item) => ({ operation: 'PutItem', input: { TableName: 'table', Item } })),
);

/** Any call on the table `table`, with keys `pk` and `sk` and indexes on `day` and `at`. Most are right, some are not. */
export const anyRequest: fc.Arbitrary<Request> = fc.oneof(
  ...[put, update, update, update, query, indexQuery].map((arbitrary) => ({ weight: 4, arbitrary })),
  ...[remove, get, scan].map((arbitrary) => ({ weight: 2, arbitrary })),
  ...[batchGet, batchWrite].map((arbitrary) => ({ weight: 1, arbitrary })),
);

function pageInput(members: object, mistake: Parameters<typeof placeholdersOf>[1], partition: string): object {
  const texts = ['KeyConditionExpression', 'FilterExpression', 'ProjectionExpression'].map(
    (member) => (members as Record<string, string>)[member],
  );
  const placeholders = placeholdersOf(texts, mistake) as { readonly ExpressionAttributeValues?: object };
  const own = placeholders.ExpressionAttributeValues;
  const ExpressionAttributeValues = own && { ...own, ...(':partition' in own && { ':partition': { S: partition } }) };
  return defined({ ...members, ...placeholders, ExpressionAttributeValues });
}
