import type { Lease } from '../../adapters/ledger/ledger.ts';
import { executionNameOf } from '../../core/deployment/execution-arn.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { valueAt } from '../../core/input.ts';

/**
 * The execution whose end woke the reconciler, by ARN; undefined: its own clock did. What the event says of it is read again. It only narrows
 * what is looked at: a thousand executions that end at once must not make a thousand looks at everything.
 */
export function wokenBy(event: unknown): string | undefined {
  if (valueAt(event, 'detail-type') !== 'Step Functions Execution Status Change') return undefined;
  const executionArn = valueAt(event, 'detail.executionArn');
  return typeof executionArn === 'string' && executionArn.length > 0 ? executionArn : undefined;
}

/**
 * Whether the event tells of a restore that failed by itself: nobody could be sent back, or AWS refused. At once the same would happen again,
 * until every numbered try is used up in a minute; the next try comes with the reconciler's clock. One that was stopped is followed at once.
 */
export function isFailedRestore(event: unknown, restoreMachineArn: string): boolean {
  return valueAt(event, 'detail.stateMachineArn') === restoreMachineArn && valueAt(event, 'detail.status') === 'FAILED';
}

/** Whether the end of this execution concerns a lease: it held it, or it restored the deployment that does. */
export function concerns({ executionArn, holder }: Lease, endedArn: string): boolean {
  const name = executionNameOf(endedArn);
  return executionArn === endedArn || name.includes(jobOf(holder).deploymentId);
}
