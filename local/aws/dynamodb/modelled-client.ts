import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { useModelledAws } from '../../sdk-middleware.ts';
import type { AwsCalls, Caller } from '../aws-calls.ts';

/** A DynamoDB client of the SDK whose commands go through the world's front door as this caller: for code that takes a client. */
export function modelledDynamoDbClient(aws: AwsCalls, caller: Caller): DynamoDBClient {
  const client = new DynamoDBClient({});
  useModelledAws(aws, caller)(client);
  return client;
}
