import type { UpdateItemInput } from '@aws-sdk/client-dynamodb';
import type { CallRecord } from '../../../../local/aws/router.ts';

/** Whose lease a call gives back, or takes away, whatever came of it; undefined: the call does something else. */
export function givenBack({ operation, input }: Pick<CallRecord, 'operation' | 'input'>): string | undefined {
  if (operation !== 'UpdateItem') return undefined;
  const { UpdateExpression = '', ExpressionAttributeValues: values } = input as UpdateItemInput;
  return /^REMOVE .*#holder\b/.test(UpdateExpression) ? values?.[':holder']?.S : undefined;
}
