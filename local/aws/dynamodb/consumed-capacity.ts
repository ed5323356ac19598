import type { AttributeValue, TableDescription } from '@aws-sdk/client-dynamodb';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { Call, CallRecord } from '../router.ts';
import { itemBytes } from './values/size.ts';
import type { Item } from './values/value.ts';

/** Units that a call takes of one partition key. */
export interface Consumed {
  readonly kind: 'read' | 'write';
  /** The table, or `<table>/<index>`: each has units of its own. */
  readonly of: string;
  readonly partitionKey: string;
  readonly units: number;
}

type Attributes = Readonly<Record<string, AttributeValue>>;

/** A table, or an index of it. */
interface Collection {
  readonly of: string;
  readonly index: string | undefined;
  /** Names of its key, the partition key first. */
  readonly key: readonly string[];
}

interface Stored {
  readonly item: Attributes;
  readonly bytes: number;
}

/** The members of requests and answers that are looked at. */
interface Members {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly ConsistentRead?: boolean;
  readonly Key?: Attributes;
  readonly Item?: Attributes;
  readonly Items?: readonly Attributes[];
  readonly Attributes?: Attributes;
  readonly KeyConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Attributes;
}

const bytesOfUnit = { read: 4_096, write: 1_024 } as const;
const reads = new Set(['GetItem', 'Query']);
const writes = new Set(['PutItem', 'UpdateItem']);

/**
 * Counts the units that the calls of one table take: "DynamoDB read and write operations" and "Using Global Secondary Indexes" in the
 * developer guide. It must see every write, as a write is as large as the item before or after it, whichever is larger. Reads have no filter
 * and no projection, and updates answer with the whole item: anything else is counted by what was answered.
 */
export class ConsumedCapacity {
  readonly #table: Collection;
  readonly #indexes: readonly Collection[];
  readonly #stored = new Map<string, Stored>();

  /** @throws {UnmodelledCallError} an index that does not show whole items. */
  constructor({ TableName = '', KeySchema = [], GlobalSecondaryIndexes = [] }: TableDescription) {
    const key = (schema: typeof KeySchema) => schema.map(({ AttributeName = '' }) => AttributeName);
    this.#table = { of: TableName, index: undefined, key: key(KeySchema) };
    this.#indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema: schema = [], Projection }) => {
      if (Projection?.ProjectionType !== 'ALL') throw new UnmodelledCallError(`units of index ${IndexName}, which shows parts of items`);
      return { of: `${TableName}/${IndexName}`, index: IndexName, key: key(schema) };
    });
  }

  /** Where a call is about to take units, one of each: how many is known when it has ended. */
  aims(call: Call): readonly Consumed[] {
    const input = call.input as Members;
    if (!this.#isCounted(call)) return [];
    if (reads.has(call.operation)) return [{ kind: 'read', ...this.#placeRead(input), units: 1 }];
    const key = input.Key ?? input.Item ?? {};
    const assigned = compared(input.UpdateExpression, input);
    const written = { ...this.#stored.get(this.#nameOf(key))?.item, ...input.Item, ...assigned, ...key };
    const entered = this.#indexes.filter((index) => isIn(index, written));
    return [this.#table, ...entered].map((each) => ({ kind: 'write', ...placeIn(each, written), units: 1 }));
  }

  /** The units that a call took. What was refused took none, but for a condition that did not hold. */
  taken(record: CallRecord): readonly Consumed[] {
    if (!this.#isCounted(record)) return [];
    const input = record.input as Members;
    const isRefusedByCondition = record.outcome.kind === 'failed' && isCondition(record.outcome.error);
    if (record.outcome.kind === 'failed' && !isRefusedByCondition) return [];
    const output: Members = record.outcome.kind === 'answered' ? record.outcome.output : {};
    if (reads.has(record.operation)) {
      const items = output.Items ?? (output.Item === undefined ? [] : [output.Item]);
      const bytes = items.reduce((sum, item) => sum + bytesOf(item), 0);
      const units = unitsOf('read', bytes);
      return [{ kind: 'read', ...this.#placeRead(input), units: input.ConsistentRead === true ? units : units / 2 }];
    }
    const key = input.Key ?? input.Item ?? {};
    const before = this.#stored.get(this.#nameOf(key));
    if (isRefusedByCondition) return [{ kind: 'write', ...placeIn(this.#table, key), units: unitsOf('write', before?.bytes ?? 0) }];
    return this.#written(key, before, input.Item ?? output.Attributes ?? before?.item ?? key);
  }

  #written(key: Attributes, before: Stored | undefined, item: Attributes): readonly Consumed[] {
    const after = { item, bytes: bytesOf(item) };
    this.#stored.set(this.#nameOf(key), after);
    const units = unitsOf('write', Math.max(before?.bytes ?? 0, after.bytes));
    const ofIndexes = this.#indexes.flatMap((index) => {
      const entries = [before, after].filter((stored) => stored !== undefined && isIn(index, stored.item)) as readonly Stored[];
      const [one, other] = entries.map(({ item }) => namesOf(index, item));
      // An entry that stays where it is is written once; one that moves is taken away and made.
      if (one === other && one !== undefined) return [{ kind: 'write', ...placeIn(index, item), units } as const];
      return entries.map((entry) => ({ kind: 'write', ...placeIn(index, entry.item), units: unitsOf('write', entry.bytes) }) as const);
    });
    return [{ kind: 'write', ...placeIn(this.#table, key), units }, ...ofIndexes];
  }

  #isCounted({ service, operation, input }: Call): boolean {
    const isKnown = service === 'DynamoDB' && (reads.has(operation) || writes.has(operation));
    return isKnown && (input as Members).TableName === this.#table.of;
  }

  #placeRead(input: Members): Pick<Consumed, 'of' | 'partitionKey'> {
    const collection = this.#indexes.find(({ index }) => index === input.IndexName) ?? this.#table;
    return placeIn(collection, input.Key ?? compared(input.KeyConditionExpression, input));
  }

  #nameOf(key: Attributes): string {
    return namesOf(this.#table, key);
  }
}

function placeIn({ of, key: [hash = ''] }: Collection, item: Attributes): Pick<Consumed, 'of' | 'partitionKey'> {
  return { of, partitionKey: scalarOf(item[hash]) };
}

function isIn({ key }: Collection, item: Attributes): boolean {
  return key.every((name) => item[name] !== undefined);
}

function namesOf({ key }: Collection, item: Attributes): string {
  return JSON.stringify(key.map((name) => scalarOf(item[name])));
}

function scalarOf(value: AttributeValue | undefined): string {
  return value?.S ?? value?.N ?? '';
}

/** Attribute → the value that an expression sets it to, or asks it to be. */
function compared(expression = '', { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} }: Members): Attributes {
  const pairs = [...expression.matchAll(/(#?\w+)\s*=\s*(:\w+)/g)].map(([, name = '', value = '']) => [names[name] ?? name, values[value]]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined)) as Attributes;
}

/** The ledger has texts, numbers, lists and sets of texts, which both types have alike. */
function bytesOf(item: Attributes): number {
  return itemBytes(item as unknown as Item);
}

function unitsOf(kind: Consumed['kind'], bytes: number): number {
  return Math.max(1, Math.ceil(bytes / bytesOfUnit[kind]));
}

function isCondition(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
