import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { validationError } from '../dynamodb-errors.ts';
import { checkCondition } from '../expressions/check-condition.ts';
import { conditionIn } from '../expressions/expression-cache.ts';
import { holds } from '../expressions/holds.ts';
import type { Scope } from '../expressions/scope.ts';
import { itemBytes } from '../values/size.ts';
import type { Item } from '../values/value.ts';
import { only, projection } from './projection.ts';
import type { Entry } from './sorted-rows.ts';
import type { Collection, Table } from './table.ts';

/** Members that queries and scans have in common, besides what they are asked for. */
export const pageMembers = [
  ...['TableName', 'IndexName', 'ConsistentRead', 'Limit', 'ExclusiveStartKey'],
  ...['FilterExpression', 'ProjectionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'],
];

/** What a page shows of the entries that it reads. */
export interface Page {
  readonly limit: number;
  readonly filter: ((item: Item) => boolean) | undefined;
  readonly project: (item: Item) => Item;
  readonly isCount: boolean;
  /** Attributes that the filter looks at. */
  readonly filteredBy: readonly string[];
}

/** A page ends with the entry that makes it this large: "Query" and "Scan" in the API reference. */
const pageBytesMax = 1_024 * 1_024;

/** Reads what a request wants to see. @throws ValidationException an expression that cannot be read. */
export function pageOf(input: QueryCommandInput | ScanCommandInput, scope: Scope): Page {
  const filter = scope.read('FilterExpression', input.FilterExpression, conditionIn, (read) => checkCondition(read, scope));
  return {
    limit: input.Limit ?? Number.POSITIVE_INFINITY,
    filter: filter && ((item) => holds(filter.condition, item, scope)),
    project: projection(input.ProjectionExpression, scope),
    isCount: input.Select === 'COUNT',
    filteredBy: (filter?.paths ?? []).map((path) => scope.nameOf(path)),
  };
}

/** Reads the first entries, up to the limit and 1 MB of items, and then filters: as the service counts. */
export function readPage(entries: Iterable<Entry>, page: Page, { sortedBy, index }: Collection, table: Table): object {
  const items: Item[] = [];
  const unmeasured: Item[] = [];
  let [count, bytesMax, bytes] = [0, 0, 0];
  let last: Item | undefined;
  for (const { row } of entries) {
    count += 1;
    bytesMax += row.bytesMax;
    unmeasured.push(row.item);
    if (bytesMax >= pageBytesMax) for (const read of unmeasured.splice(0)) bytes += itemBytes(read);
    const item = index?.projected === undefined ? row.item : only(row.item, shownBy(index.projected, sortedBy, table));
    if (page.filter === undefined || page.filter(item)) items.push(page.project(item));
    if (count < page.limit && bytes < pageBytesMax) continue;
    last = row.item;
    break;
  }
  const position = last && {
    LastEvaluatedKey: only(
      last,
      [...table.shape.key, ...sortedBy].map(({ name }) => name),
    ),
  };
  return { ...(page.isCount ? {} : { Items: items }), Count: items.length, ScannedCount: count, ...position };
}

/** The table or index that a request is about. @throws ValidationException no such index, or a strongly consistent read of it. */
export function collectionOf(table: Table, { IndexName, ConsistentRead }: QueryCommandInput | ScanCommandInput): Collection {
  if (IndexName === undefined) return table.primary;
  const collection = table.index(IndexName);
  if (collection === undefined) throw validationError(`The table does not have the specified index: ${IndexName}`);
  if (ConsistentRead === true) throw validationError('Consistent reads are not supported on global secondary indexes');
  return collection;
}

function shownBy(projected: ReadonlySet<string>, sortedBy: Collection['sortedBy'], table: Table): ReadonlySet<string> {
  return new Set([...[...sortedBy, ...table.shape.key].map(({ name }) => name), ...projected]);
}
