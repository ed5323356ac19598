import type { CallRecord } from '../../../../local/aws/router.ts';

/** The deployment whose record has a signal by this call. */
export function signalledRecord({ service, operation, outcome }: CallRecord): string | undefined {
  if (service !== 'DynamoDB' || operation !== 'UpdateItem' || outcome.kind !== 'answered') return undefined;
  const { Attributes: item } = outcome.output as { readonly Attributes?: Readonly<Record<string, { readonly S?: string } | undefined>> };
  return item?.sk?.S === 'RECORD' && item.signal !== undefined ? item.id?.S : undefined;
}
