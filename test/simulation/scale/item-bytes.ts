import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { itemBytes } from '../../../local/aws/dynamodb/values/size.ts';
import type { Item } from '../../../local/aws/dynamodb/values/value.ts';

/** Bytes of an item as DynamoDB counts them. The ledger has texts, numbers, lists and sets of texts, which both types have alike. */
export function bytesOf(item: Readonly<Record<string, AttributeValue>>): number {
  return itemBytes(item as unknown as Item);
}
