import { createHash } from 'node:crypto';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { DependencyError } from '../../../../core/errors.ts';
import type { Operation } from '../../modelled-service.ts';
import type { Database } from '../database.ts';
import { tableInUse, tableNotFound } from '../dynamodb-errors.ts';
import { batchGetItem, batchWriteItem } from './batches.ts';
import { deleteItem, getItem, putItem, type TableNamed, updateItem } from './item-operations.ts';
import { query } from './query.ts';
import { checkConstraints, checkMembers } from './request.ts';
import { scan } from './scan.ts';
import { Table } from './table.ts';
import { tableShape } from './table-shape.ts';

/** Billing changes nothing that is modelled. */
const createMembers = new Set([
  ...['TableName', 'AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes'],
  ...['BillingMode', 'ProvisionedThroughput'],
]);

interface Known {
  readonly table: Table;
  readonly input: CreateTableCommandInput;
}

/**
 * A DynamoDB in memory, gone with the process. Each call is one step: it has its whole effect before its promise is there, and waits
 * for nothing. What it answers is frozen, and shared with what is stored.
 */
export function memoryDatabase(place: { readonly account: string; readonly region: string }): Database {
  const tables = new Map<string, Known>();
  const known = (TableName: string | undefined): Known => {
    const found = tables.get(TableName ?? '');
    if (found === undefined) throw tableNotFound(TableName);
    return found;
  };
  const tableNamed: TableNamed = (TableName) => {
    const found = tables.get(TableName ?? '');
    if (found === undefined) throw tableNotFound();
    return found.table;
  };
  const onItems = { getItem, putItem, updateItem, deleteItem, query, scan, batchGetItem, batchWriteItem };
  const items = Object.entries(onItems).map(([name, operation]) => {
    const perform = operation as (input: object, tableNamed: TableNamed) => object;
    return [`${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, (input: object) => perform(input, tableNamed)] as const;
  });
  const steps: Readonly<Record<string, (input: never) => object>> = {
    ...Object.fromEntries(items),
    CreateTable: (input: CreateTableCommandInput) => createTable(tables, input, place),
    DescribeTable: ({ TableName }: { readonly TableName?: string }) => ({ Table: describe(known(TableName), place, 'ACTIVE') }),
    DeleteTable: ({ TableName }: { readonly TableName?: string }) => {
      const TableDescription = describe(known(TableName), place, 'DELETING');
      tables.delete(TableName ?? '');
      return { TableDescription };
    },
    ListTables: (input: object) => {
      checkMembers('ListTables', input, new Set());
      return { TableNames: [...tables.keys()].sort() };
    },
  };
  return stoppable(steps);
}

function stoppable(steps: Readonly<Record<string, (input: never) => object>>): Database {
  let isStopped = false;
  const operations = Object.entries(steps).map(([name, step]): [string, Operation] => {
    const operation: Operation = async (input) => {
      if (isStopped) throw new DependencyError('DynamoDB was stopped with its world');
      return step(input);
    };
    return [name, operation];
  });
  const stop = async (): Promise<void> => {
    isStopped = true;
  };
  return { operations: Object.fromEntries(operations), stop };
}

function createTable(tables: Map<string, Known>, input: CreateTableCommandInput, place: Parameters<typeof describe>[1]): object {
  checkMembers('CreateTable', input, createMembers);
  checkConstraints(input, ['TableName', 'AttributeDefinitions', 'KeySchema']);
  const { TableName = '' } = input;
  if (tables.has(TableName)) throw tableInUse(TableName);
  const created = { table: new Table(tableShape(input)), input: structuredClone(input) };
  tables.set(TableName, created);
  return { TableDescription: describe(created, place, 'CREATING') };
}

function describe({ input }: Known, { account, region }: { readonly account: string; readonly region: string }, status: string): object {
  const { TableName = '', AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = input;
  const TableArn = `arn:aws:dynamodb:${region}:${account}:table/${TableName}`;
  const indexes = GlobalSecondaryIndexes?.map(({ IndexName, KeySchema: keys, Projection }) => ({
    ...{ IndexName, KeySchema: keys, Projection, IndexStatus: status, IndexArn: `${TableArn}/index/${IndexName}` },
  }));
  return {
    ...{ TableName, TableStatus: status, TableArn, AttributeDefinitions, KeySchema },
    TableId: createHash('sha256')
      .update(TableArn)
      .digest('hex')
      .slice(0, 32)
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    ...(indexes && { GlobalSecondaryIndexes: indexes }),
  };
}
