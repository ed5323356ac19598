import type { DeleteItemCommandInput, GetItemCommandInput, PutItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { conditionFailed, validationError } from '../dynamodb-errors.ts';
import { applyUpdate } from '../expressions/apply-update.ts';
import { checkCondition } from '../expressions/check-condition.ts';
import { checkUpdate } from '../expressions/check-update.ts';
import { conditionIn, updateIn } from '../expressions/expression-cache.ts';
import { holds } from '../expressions/holds.ts';
import type { ReadCondition } from '../expressions/read-condition.ts';
import type { ReadUpdate } from '../expressions/read-update.ts';
import { checkExpressionsPresent, Scope } from '../expressions/scope.ts';
import { checkedItem } from '../values/check-value.ts';
import { itemBytes, itemBytesAtMost } from '../values/size.ts';
import type { Item, Value } from '../values/value.ts';
import { checkIndexKeys, checkSetKey } from './index-key-checks.ts';
import { checkItemKeys, checkKey, checkUpdatedKeys } from './key-checks.ts';
import { projection } from './projection.ts';
import { checkConstraints, checkMembers, invalid } from './request.ts';
import type { Table } from './table.ts';

/** Finds a table. @throws ResourceNotFoundException */
export type TableNamed = (name: string | undefined) => Table;

/** "Quotas", "Items", in the developer guide. */
const itemBytesMax = 400 * 1_024;

const returnMembers = ['ReturnValues', 'ReturnValuesOnConditionCheckFailure'];
const conditional = [...['TableName', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'], ...returnMembers];
const members = {
  GetItem: new Set(['TableName', 'Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames']),
  PutItem: new Set([...conditional, 'Item']),
  DeleteItem: new Set([...conditional, 'Key']),
  UpdateItem: new Set([...conditional, 'Key', 'UpdateExpression']),
};

/** GetItem. Every read is strongly consistent, whatever was asked for. */
export function getItem(input: GetItemCommandInput, tableNamed: TableNamed): object {
  const { ProjectionExpression } = input;
  checkMembers('GetItem', input, members.GetItem);
  checkConstraints(input, ['TableName', 'Key']);
  checkExpressionsPresent(input, { ProjectionExpression });
  const key = checkedItem(input.Key, invalid);
  const scope = new Scope(input);
  const project = projection(ProjectionExpression, scope);
  scope.close();
  const table = tableNamed(input.TableName);
  checkKey(key, table.shape.key);
  const item = table.get(key);
  return item === undefined ? {} : { Item: project(item) };
}

/** PutItem. */
export function putItem(input: PutItemCommandInput, tableNamed: TableNamed): object {
  checkMembers('PutItem', input, members.PutItem);
  checkConstraints(input, ['TableName', 'Item', ...returnMembers]);
  checkExpressionsPresent(input, { ConditionExpression: input.ConditionExpression });
  const item = checkedItem(input.Item, invalid);
  checkReturnsOld(input);
  checkItemSize(item, 'Item size has exceeded the maximum allowed size');
  const { scope, condition } = conditionOf(input);
  const table = tableNamed(input.TableName);
  checkItemKeys(item, table.shape);
  checkIndexKeys(item, table.shape);
  const before = table.get(item);
  checkHolds(input, condition, before, scope);
  table.put(item);
  return input.ReturnValues === 'ALL_OLD' && before !== undefined ? { Attributes: before } : {};
}

/** DeleteItem. */
export function deleteItem(input: DeleteItemCommandInput, tableNamed: TableNamed): object {
  checkMembers('DeleteItem', input, members.DeleteItem);
  checkConstraints(input, ['TableName', ...returnMembers, 'Key']);
  checkExpressionsPresent(input, { ConditionExpression: input.ConditionExpression });
  const key = checkedItem(input.Key, invalid);
  const { scope, condition } = conditionOf(input);
  checkReturnsOld(input);
  const table = tableNamed(input.TableName);
  checkKey(key, table.shape.key);
  const before = table.get(key);
  checkHolds(input, condition, before, scope);
  table.delete(key);
  return input.ReturnValues === 'ALL_OLD' && before !== undefined ? { Attributes: before } : {};
}

/** UpdateItem. */
export function updateItem(input: UpdateItemCommandInput, tableNamed: TableNamed): object {
  const { UpdateExpression, ConditionExpression } = input;
  checkMembers('UpdateItem', input, members.UpdateItem);
  checkConstraints(input, ['TableName', ...returnMembers, 'Key']);
  checkExpressionsPresent(input, { UpdateExpression, ConditionExpression });
  const key = checkedItem(input.Key, invalid);
  const scope = new Scope(input);
  const update = scope.read('UpdateExpression', UpdateExpression, updateIn, (read) => checkUpdate(read, scope));
  const condition = scope.read('ConditionExpression', ConditionExpression, conditionIn, (read) => checkCondition(read, scope));
  scope.close();
  const table = tableNamed(input.TableName);
  checkKey(key, table.shape.key);
  if (update !== undefined) checkUpdatedKeys(update, table.shape, scope);
  const before = table.get(key);
  checkHolds(input, condition, before, scope);
  const checkSet = (name: string, to: Value) => checkSetKey(name, to, table.shape);
  const after = update === undefined ? (before ?? key) : applyUpdate(update, before ?? key, scope, checkSet);
  checkIndexKeys(after, table.shape);
  checkItemSize(after, 'Item size to update has exceeded the maximum allowed size');
  table.put(after);
  return attributesReturned(input.ReturnValues, { before, after }, update, scope);
}

function attributesReturned(
  returned: UpdateItemCommandInput['ReturnValues'],
  { before, after }: { readonly before: Item | undefined; readonly after: Item },
  update: ReadUpdate | undefined,
  scope: Scope,
): object {
  const item = returned === 'ALL_NEW' || returned === 'UPDATED_NEW' ? after : before;
  if (returned === undefined || returned === 'NONE' || item === undefined) return {};
  if (returned === 'ALL_NEW' || returned === 'ALL_OLD') return { Attributes: item };
  const updated = (update?.actions ?? []).flatMap(({ path }) => {
    const value = scope.attributeOf(item, path);
    return value === undefined ? [] : [[scope.nameOf(path), value] as const];
  });
  return { Attributes: Object.fromEntries(updated) };
}

function conditionOf(input: PutItemCommandInput | DeleteItemCommandInput) {
  const scope = new Scope(input);
  const condition = scope.read('ConditionExpression', input.ConditionExpression, conditionIn, (read) => checkCondition(read, scope));
  scope.close();
  return { scope, condition };
}

function checkReturnsOld({ ReturnValues }: PutItemCommandInput | DeleteItemCommandInput): void {
  if (ReturnValues !== undefined && ReturnValues !== 'ALL_OLD' && ReturnValues !== 'NONE') {
    invalid('ReturnValues can only be ALL_OLD or NONE');
  }
}

function checkHolds(
  { ReturnValuesOnConditionCheckFailure: returned }: UpdateItemCommandInput | PutItemCommandInput | DeleteItemCommandInput,
  condition: ReadCondition | undefined,
  item: Item | undefined,
  scope: Scope,
): void {
  if (condition === undefined || holds(condition.condition, item ?? {}, scope)) return;
  throw conditionFailed(returned === 'ALL_OLD' ? item : undefined);
}

/** @throws ValidationException with this message: an item of more than 400 KB. */
export function checkItemSize(item: Item, message: string): void {
  if (itemBytesAtMost(item) > itemBytesMax && itemBytes(item) > itemBytesMax) throw validationError(message);
}
