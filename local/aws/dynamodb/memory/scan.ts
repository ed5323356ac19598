import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { validationError } from '../dynamodb-errors.ts';
import { checkExpressionsPresent, Scope } from '../expressions/scope.ts';
import type { Item } from '../values/value.ts';
import type { TableNamed } from './item-operations.ts';
import { checkKeyPart, checkStartKey } from './key-checks.ts';
import { collectionOf, pageMembers, pageOf, readPage } from './page.ts';
import { checkConstraints, checkMembers, startKey } from './request.ts';
import { firstIndex } from './sorted-rows.ts';
import { type Collection, placeOf, type Table } from './table.ts';

const members = new Set(pageMembers);

/** Scan, in the order of the keys: the service's order is nobody's business, but the same from page to page. */
export function scan(input: ScanCommandInput, tableNamed: TableNamed): object {
  const { FilterExpression, ProjectionExpression } = input;
  checkMembers('Scan', input, members);
  checkConstraints(input, ['IndexName', 'TableName', 'Limit']);
  checkExpressionsPresent(input, { ProjectionExpression, FilterExpression });
  const from = startKey(input.ExclusiveStartKey);
  const scope = new Scope(input);
  const page = pageOf(input, scope);
  scope.close();
  const table = tableNamed(input.TableName);
  const collection = collectionOf(table, input);
  if (from !== undefined) checkStart(from, table, collection);
  const all = collection.rows.all();
  const start = from && placeOf(from, collection.sortedBy);
  const rest = start === undefined ? all : all.slice(firstIndex(all, ({ place }) => collection.rows.compare(place, start) > 0));
  return readPage(rest, page, collection, table);
}

function checkStart(from: Item, { shape }: Table, { key, sortedBy, index }: Collection): void {
  const isComplete = Object.keys(from).length === sortedBy.length;
  if (index === undefined && !isComplete) {
    throw validationError('The provided starting key is invalid: The provided key element does not match the schema');
  }
  if (index !== undefined) {
    if (!isComplete || key.some(({ name }) => !Object.hasOwn(from, name))) throw validationError('The provided starting key is invalid');
    for (const attribute of key) checkKeyPart(from, attribute, attribute === key[0]);
  }
  checkStartKey(from, shape.key);
}
