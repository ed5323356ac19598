import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { own } from '../../../../core/own.ts';
import { validationError } from '../dynamodb-errors.ts';
import { checkCondition } from '../expressions/check-condition.ts';
import { conditionIn } from '../expressions/expression-cache.ts';
import { type KeyTest, keyTests } from '../expressions/key-condition.ts';
import { checkExpressionsPresent, Scope } from '../expressions/scope.ts';
import type { Item, Value } from '../values/value.ts';
import type { TableNamed } from './item-operations.ts';
import { checkKeyPart, checkStartKey } from './key-checks.ts';
import { keyRange, passes } from './key-range.ts';
import { collectionOf, pageMembers, pageOf, readPage } from './page.ts';
import { checkConstraints, checkMembers, startKey } from './request.ts';
import { type Entry, firstIndex } from './sorted-rows.ts';
import { type Collection, placeOf, type Table } from './table.ts';
import type { KeyAttribute } from './table-shape.ts';

const members = new Set([...pageMembers, 'KeyConditionExpression', 'ScanIndexForward']);

const wrongStart = 'The provided starting key is invalid';

/** Query. A table and its indexes answer with every write before, whether a consistent read was asked for or not. */
export function query(input: QueryCommandInput, tableNamed: TableNamed): object {
  const { KeyConditionExpression, FilterExpression, ProjectionExpression } = input;
  checkMembers('Query', input, members);
  checkConstraints(input, ['IndexName', 'TableName', 'Limit']);
  checkExpressionsPresent(input, { ProjectionExpression, FilterExpression, KeyConditionExpression });
  const from = startKey(input.ExclusiveStartKey);
  if (KeyConditionExpression === undefined) {
    throw validationError('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  }
  const scope = new Scope(input);
  const asked = scope.read('KeyConditionExpression', KeyConditionExpression, conditionIn, (read) => checkCondition(read, scope));
  const page = pageOf(input, scope);
  scope.close();
  const tests = asked === undefined ? new Map<string, KeyTest>() : keyTests(asked.condition, scope);
  const table = tableNamed(input.TableName);
  const collection = collectionOf(table, input);
  if (from !== undefined && Object.keys(from).length !== collection.sortedBy.length) throw validationError(wrongStart);
  checkTests(tests, collection, from);
  const [hash, range] = collection.key;
  const keyOfPartition = tests.get(hash.name)?.values[0];
  const rangeTest = range && tests.get(range.name);
  if (from !== undefined) checkStart(from, { table, collection, keyOfPartition, rangeTest });
  const ofKey = collection.key.find(({ name }) => page.filteredBy.includes(name));
  if (ofKey !== undefined) {
    const rule = 'Filter Expression can only contain non-primary key attributes';
    throw validationError(`${rule}: Primary key attribute: ${ofKey.name}`);
  }
  const entries = collection.rows.partition(keyOfPartition && scalarOf(keyOfPartition));
  return readPage(selected(entries, { rangeTest, from, collection, forward: input.ScanIndexForward !== false }), page, collection, table);
}

function checkTests(tests: ReadonlyMap<string, KeyTest>, { key }: Collection, from: Item | undefined): void {
  const [hash] = key;
  for (const attribute of key) {
    if (from !== undefined) checkStartPart(from, attribute, attribute === hash);
    if (attribute === hash && key.length === 1 && tests.size > 1) throw validationError('Query key condition not supported');
    const test = tests.get(attribute.name);
    if (test === undefined) {
      if (attribute === hash || tests.size > 1) throw validationError(`Query condition missed key schema element: ${attribute.name}`);
      continue;
    }
    if (test.values.some((value) => !(attribute.type in value))) {
      throw validationError('One or more parameter values were invalid: Condition parameter type does not match schema type');
    }
    if (attribute === hash && test.operator !== '=') throw validationError('Query key condition not supported');
  }
}

function checkStartPart(from: Item, attribute: KeyAttribute, isHash: boolean): void {
  if (!Object.hasOwn(from, attribute.name)) throw validationError(wrongStart);
  checkKeyPart(from, attribute, isHash);
}

interface Start {
  readonly table: Table;
  readonly collection: Collection;
  readonly keyOfPartition: Value | undefined;
  readonly rangeTest: KeyTest | undefined;
}

function checkStart(from: Item, { table, collection, keyOfPartition, rangeTest }: Start): void {
  checkStartKey(from, table.shape.key);
  const [hash, range] = collection.key;
  const isInside = scalarOf(own(from, hash.name)) === scalarOf(keyOfPartition);
  if (rangeTest === undefined || range === undefined) {
    if (isInside) return;
    throw validationError('The provided starting key is outside query boundaries based on provided conditions');
  }
  if (!passes(scalarOf(own(from, range.name)), rangeTest)) {
    throw validationError('The provided starting key does not match the range key predicate');
  }
  if (!isInside) throw validationError('The query can return at most one row and cannot be restarted');
}

interface Selection {
  readonly rangeTest: KeyTest | undefined;
  readonly from: Item | undefined;
  readonly collection: Collection;
  readonly forward: boolean;
}

/** A slice of a partition, in the order in which it is read. */
function selected(entries: readonly Entry[], { rangeTest, from, collection, forward }: Selection): readonly Entry[] {
  const { rows, sortedBy } = collection;
  const [first, end] = keyRange(entries, rangeTest);
  const start = from && placeOf(from, sortedBy);
  if (start === undefined) return forward ? entries.slice(first, end) : entries.slice(first, end).reverse();
  const before = rows.before(entries, start);
  if (!forward) return entries.slice(first, Math.min(end, before)).reverse();
  const afterStart = firstIndex(entries, ({ place }) => rows.compare(place, start) > 0);
  return entries.slice(Math.max(first, afterStart), end);
}

function scalarOf(value: Value | undefined): string {
  if (value === undefined) return '';
  return 'S' in value ? value.S : 'N' in value ? value.N : '';
}
