import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { Operation } from '../modelled-service.ts';

/** The operations dynalite 4 has. It has no transactions: `TransactWriteItems` is refused by name like any unmodelled call. */
const commands = {
  BatchGetItem: BatchGetItemCommand,
  BatchWriteItem: BatchWriteItemCommand,
  CreateTable: CreateTableCommand,
  DeleteItem: DeleteItemCommand,
  DeleteTable: DeleteTableCommand,
  DescribeTable: DescribeTableCommand,
  DescribeTimeToLive: DescribeTimeToLiveCommand,
  GetItem: GetItemCommand,
  ListTables: ListTablesCommand,
  PutItem: PutItemCommand,
  Query: QueryCommand,
  Scan: ScanCommand,
  UpdateItem: UpdateItemCommand,
  UpdateTable: UpdateTableCommand,
};

/** Input members that dynalite would overlook in silence. */
const overlooked = ['ReturnValuesOnConditionCheckFailure'];

/** The operations of DynamoDB, sent by a real client to wherever it points; real exceptions come back. */
export function dynamoDbOperations(client: DynamoDBClient): Readonly<Record<string, Operation>> {
  const send = client.send.bind(client) as (command: object) => Promise<object>;
  const operation = (name: string, Command: new (input: never) => object): Operation => {
    return async (input: never) => {
      const unknown = overlooked.find((member) => member in (input as object));
      if (unknown !== undefined) throw new UnmodelledCallError(`DynamoDB.${name} with ${unknown}`);
      const { $metadata, ...output } = (await send(new Command(input))) as { readonly $metadata?: unknown };
      return output;
    };
  };
  return Object.fromEntries(Object.entries(commands).map(([name, Command]) => [name, operation(name, Command)]));
}
