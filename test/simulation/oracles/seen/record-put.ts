import type { PutItemInput } from '@aws-sdk/client-dynamodb';
import type { CallRecord } from '../../../../local/aws/router.ts';

/** The deployment whose record a call asks to be made, whatever came of it: its answer may be lost. */
export function recordPut({ service, operation, input }: CallRecord): string | undefined {
  if (service !== 'DynamoDB' || operation !== 'PutItem') return undefined;
  const { Item: item } = input as PutItemInput;
  return item?.sk?.S === 'RECORD' ? item.id?.S : undefined;
}
