import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { anyCondition, anyProjection, anyUpdate, placeholdersOf, values } from './any-expression.ts';

/** One call to DynamoDB. */
export interface Request {
  readonly operation: string;
  readonly input: object;
}

type Item = Readonly<Record<string, AttributeValue>>;

/** Keys are few, so that requests meet on the same items. */
const anyKeyText = fc.constantFrom('a', 'ab', 'abc', 'bé');
const anyKey = fc.record({ pk: fc.constantFrom('p', 'q').map((S) => ({ S })), sk: anyKeyText.map((S) => ({ S })) });
const wrongKeys: readonly Item[] = [
  { pk: { S: 'p' } },
  { pk: { S: 'p' }, sk: { N: '1' } },
  { pk: { S: '' }, sk: { S: 'a' } },
  { pk: { S: 'p' }, sk: { S: 'x'.repeat(1_025) } },
  { pk: { S: 'p' }, sk: { S: 'a' }, n: { N: '1' } },
  { pk: { S: 'p' }, other: { S: 'a' } },
];
const anyKeyAtAll = fc.oneof({ weight: 12, arbitrary: anyKey }, { weight: 1, arbitrary: fc.constantFrom<Item>(...wrongKeys) });

const maybe = <T>(one: fc.Arbitrary<T>, weight = 1) =>
  fc.oneof({ weight, arbitrary: one }, { weight: 1, arbitrary: fc.constant(undefined) });
const anyMistake = fc.oneof(
  { weight: 20, arbitrary: fc.constant('none' as const) },
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

/** Items whose places in the indexes are their own: the order of those that share one is nobody's promise. */
const anyItem = fc
  .tuple(
    anyKeyAtAll,
    fc.record(
      { a: anyValue, n: anyValue, list: anyValue, set: anyValue, nums: anyValue, m: anyValue, flag: anyValue },
      { requiredKeys: [] },
    ),
    maybe(fc.constantFrom('mon', 'tue'), 3),
    maybe(fc.constantFrom('x', 'y'), 3),
  )
  .map(([key, rest, day, at]): Item => {
    const own = `${key.pk?.S}${'sk' in key ? key.sk?.S : ''}`;
    return { ...key, ...rest, ...(day && { day: { S: day } }), ...(at && { at: { S: `${at}${own}` } }) };
  });

const TableName = fc.oneof(
  { weight: 30, arbitrary: fc.constant('table') },
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
    fc
      .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), fc.constantFrom(':text', ':prefix', ':longer'))
      .map((parts) => `${name} ${parts.join(' ')}`),
    fc
      .tuple(fc.constantFrom(':text', ':prefix'), fc.constantFrom(':prefix', ':longer'))
      .map(([low, high]) => `${name} BETWEEN ${low} AND ${high}`),
    fc.constantFrom(':text', ':prefix', ':one').map((value) => `begins_with(${name}, ${value})`),
    fc.constantFrom(
      `:prefix > ${name}`,
      `${name} = :one`,
      `${name} IN (:text)`,
      `attribute_exists(${name})`,
      `size(${name}) = :one`,
      `${name} <> :text`,
    ),
  );
const anyKeyCondition = (hash: string, range: string) =>
  fc
    .tuple(fc.constantFrom(`${hash} = `, `${hash} = `, `${hash} = `, `${hash} = `, `${hash} > `), maybe(anyRange(range), 3), fc.nat(12))
    .map(([start, rest, oddity]) => {
      const first = `${start}:partition`;
      if (oddity === 0) return rest ?? first;
      return rest === undefined
        ? first
        : oddity === 1
          ? `${first} OR ${rest}`
          : oddity === 2
            ? `${rest} AND ${first}`
            : `${first} AND ${rest}`;
    });

const pageMembers = {
  FilterExpression: maybe(anyCondition),
  ProjectionExpression: maybe(anyProjection),
  Limit: maybe(fc.constantFrom(1, 2, 3, 0)),
  ScanIndexForward: maybe(fc.boolean()),
  Select: maybe(fc.constant('COUNT'), 0),
  mistake: anyMistake,
};

const query = fc
  .tuple(TableName, anyKeyCondition('pk', 'sk'), fc.record(pageMembers), maybe(anyKeyAtAll), fc.constantFrom('p', 'q'))
  .map(([table, KeyConditionExpression, { mistake, ...page }, ExclusiveStartKey, partition]) => ({
    operation: 'Query',
    input: pageInput({ TableName: table, KeyConditionExpression, ExclusiveStartKey, ...page }, mistake, partition),
  }));

const indexQuery = fc
  .tuple(fc.constantFrom('by-day', 'by-day', 'keys', 'some', 'nil'), anyKeyCondition('#day', '#at'), fc.record(pageMembers), fc.nat(9))
  .map(([IndexName, KeyConditionExpression, { mistake, ...page }, consistent]) => ({
    operation: 'Query',
    input: pageInput({ TableName: 'table', IndexName, KeyConditionExpression, ConsistentRead: consistent === 0, ...page }, mistake, 'mon'),
  }));

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
