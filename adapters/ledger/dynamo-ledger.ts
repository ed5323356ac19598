import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Ledger } from './ledger.ts';

/** A {@link Ledger} in one DynamoDB table. */
export declare function dynamoLedger(dynamo: DynamoDBClient, options: { readonly table: string; readonly newKey: () => string }): Ledger;
