import type { BatchGetItemCommandInput, BatchWriteItemCommandInput, WriteRequest } from '@aws-sdk/client-dynamodb';
import { UnmodelledCallError } from '../../aws-calls.ts';
import { validationError } from '../dynamodb-errors.ts';
import { checkExpressionsPresent, Scope } from '../expressions/scope.ts';
import { checkedItem } from '../values/check-value.ts';
import { itemBytes } from '../values/size.ts';
import type { Item } from '../values/value.ts';
import { checkIndexKeys } from './index-key-checks.ts';
import { checkItemSize, deleteItem, putItem, type TableNamed } from './item-operations.ts';
import { checkItemKeys, checkKey } from './key-checks.ts';
import { projection } from './projection.ts';
import { checkConstraints, checkMembers, invalid } from './request.ts';
import { placeOf, type Table } from './table.ts';

/** "BatchGetItem" and "BatchWriteItem" in the API reference. */
const limits = { gets: 100, writes: 25, answerBytes: 16 * 1_024 * 1_024 };

const members = new Set(['RequestItems']);
const getMembers = new Set(['Keys', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames']);

/** BatchGetItem: everything at once, in the order of the request. @throws {UnmodelledCallError} more than one answer can hold. */
export function batchGetItem(input: BatchGetItemCommandInput, tableNamed: TableNamed): object {
  checkMembers('BatchGetItem', input, members);
  checkConstraints(input, ['RequestItems']);
  const requests = Object.entries(input.RequestItems ?? {});
  if (requests.reduce((sum, [, { Keys }]) => sum + (Keys ?? []).length, 0) > limits.gets) {
    throw validationError('Too many items requested for the BatchGetItem call');
  }
  const reads = requests.map(([TableName, request]) => {
    checkMembers('BatchGetItem', request, getMembers);
    const { ProjectionExpression, Keys = [], ...names } = request;
    checkExpressionsPresent(names, { ProjectionExpression });
    const scope = new Scope(names);
    const project = projection(ProjectionExpression, scope);
    scope.close();
    const keys = Keys.map((key) => checkedItem(key, invalid));
    checkDistinct(keys, [...new Set(keys.flatMap((key) => Object.keys(key)))].sort());
    return { TableName, project, keys };
  });
  const answers = reads.map(({ TableName, project, keys }) => {
    const table = tableNamed(TableName);
    for (const key of keys) checkKey(key, table.shape.key);
    const found = keys.map((key) => table.get(key)).filter((item) => item !== undefined);
    return { TableName, found, items: found.map(project) };
  });
  const bytes = answers.flatMap(({ found }) => found).reduce((sum, item) => sum + itemBytes(item), 0);
  if (bytes > limits.answerBytes) throw new UnmodelledCallError('DynamoDB.BatchGetItem of more than 16 MB');
  return { Responses: Object.fromEntries(answers.map(({ TableName, items }) => [TableName, items])), UnprocessedKeys: {} };
}

/** BatchWriteItem: all is checked, then all is written. */
export function batchWriteItem(input: BatchWriteItemCommandInput, tableNamed: TableNamed): object {
  checkMembers('BatchWriteItem', input, members);
  checkConstraints(input, ['RequestItems']);
  const requests = Object.entries(input.RequestItems ?? {});
  if (requests.reduce((sum, [, writes]) => sum + writes.length, 0) > limits.writes) {
    throw new UnmodelledCallError(`DynamoDB.BatchWriteItem with more than ${limits.writes} requests`);
  }
  const sent = requests.map(([TableName, writes]) => ({ TableName, writes: writes.map(checkedWrite) }));
  for (const { TableName, writes } of sent) {
    const table = tableNamed(TableName);
    const keyNames = table.shape.key.map(({ name }) => name);
    for (const [index, write] of writes.entries()) {
      checkWrite(write, table);
      checkDistinct(
        writes.slice(0, index + 1).map(({ item }) => item),
        keyNames,
      );
    }
  }
  for (const [TableName, writes] of requests) {
    for (const { PutRequest, DeleteRequest } of writes) {
      if (PutRequest !== undefined) putItem({ TableName, Item: PutRequest.Item }, tableNamed);
      if (DeleteRequest !== undefined) deleteItem({ TableName, Key: DeleteRequest.Key }, tableNamed);
    }
  }
  return { UnprocessedItems: {} };
}

interface Write {
  readonly kind: 'put' | 'delete';
  /** The item to put, or the key of the one to delete. */
  readonly item: Item;
}

function checkedWrite({ PutRequest, DeleteRequest }: WriteRequest): Write {
  if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
    return invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
  }
  if (PutRequest === undefined) return { kind: 'delete', item: checkedItem(DeleteRequest?.Key, invalid) };
  const item = checkedItem(PutRequest.Item, invalid);
  checkItemSize(item, 'Item size has exceeded the maximum allowed size');
  return { kind: 'put', item };
}

function checkWrite({ kind, item }: Write, { shape }: Table): void {
  if (kind === 'delete') checkKey(item, shape.key);
  else if (placeOf(item, shape.key) === undefined) throw validationError('The provided key element does not match the schema');
  else {
    checkItemKeys(item, shape);
    checkIndexKeys(item, shape);
  }
}

function checkDistinct(keys: readonly Item[], attributes: readonly string[]): void {
  const shown = keys.map((key) => JSON.stringify(attributes.map((name) => key[name])));
  if (new Set(shown).size !== shown.length) throw validationError('Provided list of item keys contains duplicates');
}
