import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { paged } from '../../paged.ts';
import { answered, isNamed } from '../../sdk-errors.ts';
import { fromAttributes, type Item, toAttributes, type Value } from './attributes.ts';
import { heldPartition, type Key, leaseKey } from './keys.ts';

/** A conditional change of one item. `#name` in an expression is the attribute `name`, `:name` the value `name`. */
export interface Change {
  readonly update: string;
  readonly condition: string;
  readonly values: Readonly<Record<string, Value | undefined>>;
}

/**
 * The ledger's table, one item at a time: every promise of the ledger holds with conditional writes of single items.
 * Reads are strongly consistent, except of the indexes.
 *
 * @throws {DependencyError} DynamoDB throttled or did not answer. Retryable; the write may have happened.
 */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /** False when the item exists: then nothing was written. */
  putNew(item: Item & Key): Promise<boolean>;
  /** In place of the item that is there, with all that it had. False when the condition did not hold: then nothing was written. */
  putIf(item: Item & Key, when: Pick<Change, 'condition' | 'values'>): Promise<boolean>;
  /** Writes an item that has only one possible content. */
  put(item: Item & Key): Promise<void>;
  /** The whole item after the change; undefined when the condition did not hold. */
  update(key: Key, change: Change): Promise<Item | undefined>;
  /** All items of a partition, or those whose sort key begins so, in its order. */
  partition(pk: string, skPrefix?: string): Promise<readonly Item[]>;
  /** The leases that somebody has, by service, from the index `held`. Eventually consistent: who acts on one reads it again. */
  held(): Promise<readonly Item[]>;
  /** The newest items of one partition of the index `by-service`. Eventually consistent: for people only. */
  newest(gsi1pk: string, limit: number): Promise<readonly Item[]>;
}

/** Makes a {@link Table}. */
export function table(dynamo: DynamoDBClient, TableName: string): Table {
  return {
    get: (key) => get(dynamo, TableName, key),
    putNew: (item) => putIf(dynamo, TableName, item, { condition: 'attribute_not_exists(#pk)', values: {} }),
    putIf: (item, when) => putIf(dynamo, TableName, item, when),
    put: async (item) => void (await put(dynamo, TableName, item)),
    update: (key, change) => update(dynamo, TableName, key, change),
    partition: (pk, skPrefix) => partition(dynamo, TableName, pk, skPrefix),
    held: () => held(dynamo, TableName),
    newest: (gsi1pk, limit) => newest(dynamo, TableName, gsi1pk, limit),
  };
}

async function get(dynamo: DynamoDBClient, TableName: string, key: Key): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName, Key: toAttributes({ ...key }), ConsistentRead: true });
  const { Item } = await answered('DynamoDB GetItem', dynamo.send(command));
  return Item && fromAttributes(Item);
}

async function put(dynamo: DynamoDBClient, TableName: string, item: Item, when: Partial<PutItemCommandInput> = {}): Promise<object> {
  const command = new PutItemCommand({ TableName, Item: toAttributes(item), ...when });
  return await answered('DynamoDB PutItem', dynamo.send(command));
}

type When = Pick<Change, 'condition' | 'values'>;

async function putIf(dynamo: DynamoDBClient, TableName: string, item: Item, { condition, values }: When): Promise<boolean> {
  const when = { ConditionExpression: condition, ExpressionAttributeNames: namesIn(condition), ...valuesOf(values) };
  return (await onCondition(put(dynamo, TableName, item, when))) !== undefined;
}

async function update(dynamo: DynamoDBClient, TableName: string, key: Key, change: Change): Promise<Item | undefined> {
  const command = new UpdateItemCommand({
    TableName,
    Key: toAttributes({ ...key }),
    UpdateExpression: change.update,
    ConditionExpression: change.condition,
    ExpressionAttributeNames: namesIn(`${change.update} ${change.condition}`),
    ...valuesOf(change.values),
    ReturnValues: 'ALL_NEW',
  });
  const answer = await onCondition(answered('DynamoDB UpdateItem', dynamo.send(command)));
  return answer && fromAttributes(answer.Attributes ?? {});
}

async function partition(dynamo: DynamoDBClient, TableName: string, pk: string, skPrefix?: string): Promise<readonly Item[]> {
  return await paged('DynamoDB Query', async (position) => {
    const command = new QueryCommand({
      TableName,
      KeyConditionExpression: skPrefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :skPrefix)',
      ExpressionAttributeValues: toAttributes({ ':pk': pk, ':skPrefix': skPrefix }),
      ConsistentRead: true,
      // A page ends with a key in this same partition, so its sort key says everything.
      ...(position !== undefined && { ExclusiveStartKey: toAttributes({ pk, sk: position }) }),
    });
    const page = await answered('DynamoDB Query', dynamo.send(command));
    return { items: (page.Items ?? []).map(fromAttributes), next: page.LastEvaluatedKey?.sk?.S };
  });
}

async function held(dynamo: DynamoDBClient, TableName: string): Promise<readonly Item[]> {
  return await paged('DynamoDB Query', async (service) => {
    const command = new QueryCommand({
      TableName,
      IndexName: 'held',
      KeyConditionExpression: 'held = :held',
      ExpressionAttributeValues: toAttributes({ ':held': heldPartition }),
      ...(service !== undefined && { ExclusiveStartKey: toAttributes({ ...leaseKey(service), held: heldPartition }) }),
    });
    const page = await answered('DynamoDB Query', dynamo.send(command));
    return { items: (page.Items ?? []).map(fromAttributes), next: page.LastEvaluatedKey?.sk?.S };
  });
}

async function newest(dynamo: DynamoDBClient, TableName: string, gsi1pk: string, limit: number): Promise<readonly Item[]> {
  const found: Item[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const command = new QueryCommand({
      TableName,
      IndexName: 'by-service',
      KeyConditionExpression: 'gsi1pk = :gsi1pk',
      ExpressionAttributeValues: toAttributes({ ':gsi1pk': gsi1pk }),
      ScanIndexForward: false,
      Limit: limit - found.length,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    const page = await answered('DynamoDB Query', dynamo.send(command));
    found.push(...(page.Items ?? []).map(fromAttributes));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined && found.length < limit);
  return found;
}

async function onCondition<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (isNamed(error, 'ConditionalCheckFailed')) return undefined;
    throw error;
  }
}

function namesIn(expressions: string): Record<string, string> {
  return Object.fromEntries([...expressions.matchAll(/#(\w+)/g)].map(([placeholder, name = '']) => [placeholder, name]));
}

function valuesOf(values: Change['values']): { ExpressionAttributeValues?: Record<string, AttributeValue> } {
  const attributes = toAttributes(Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])));
  return Object.keys(attributes).length > 0 ? { ExpressionAttributeValues: attributes } : {};
}
