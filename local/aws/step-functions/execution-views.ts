import type { DescribeExecutionOutput, ExecutionListItem } from '@aws-sdk/client-sfn';
import type { Execution } from '../../asl/execution.ts';
import type { AwsEvent } from '../aws-event.ts';
import type { Revision } from './machines.ts';

/** An execution as the service keeps it. */
export interface ExecutionRecord {
  readonly execution: Execution;
  readonly revision: Revision;
  /** The input as given: text, not parsed and written again. */
  readonly inputText: string;
  readonly versionArn?: string;
  readonly aliasArn?: string;
}

type Status = NonNullable<DescribeExecutionOutput['status']>;

/** RUNNING until it has ended. */
export function statusOf({ execution }: ExecutionRecord): Status {
  return execution.outcome?.status ?? 'RUNNING';
}

const qualified = ({ versionArn, aliasArn }: ExecutionRecord) => ({
  ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
  ...(aliasArn === undefined ? {} : { stateMachineAliasArn: aliasArn }),
});

/** `ListExecutions` item. */
export function listItem(record: ExecutionRecord): ExecutionListItem {
  const { request, startedAt, stoppedAt } = record.execution;
  return {
    executionArn: request.executionArn,
    stateMachineArn: request.machineArn,
    name: request.name,
    status: statusOf(record),
    startDate: startedAt,
    ...(stoppedAt === undefined ? {} : { stopDate: stoppedAt }),
    ...qualified(record),
    redriveCount: 0,
  };
}

/** `DescribeExecution`. Redriving is not modelled. */
export function describeExecution(record: ExecutionRecord): DescribeExecutionOutput {
  const { outcome, request } = record.execution;
  return {
    ...listItem(record),
    executionArn: request.executionArn,
    input: record.inputText,
    inputDetails: { included: true },
    ...(outcome?.status === 'SUCCEEDED'
      ? { output: JSON.stringify(outcome.output), outputDetails: { included: true } }
      : failureOf(outcome)),
    redriveStatus: 'NOT_REDRIVABLE',
  };
}

function failureOf(outcome: Execution['outcome']): Pick<DescribeExecutionOutput, 'error' | 'cause'> {
  if (outcome === undefined || outcome.status === 'SUCCEEDED') return {};
  const { status: _, ...reason } = outcome;
  return reason;
}

/** Input and output are left out of the event when together they are longer, in bytes of escaped text. */
const eventTextMax = 248 * 1_024;

/** "Step Functions Execution Status Change" (AWS developer guide, cw-events). */
export function statusEvent(record: ExecutionRecord): Pick<AwsEvent, 'source' | 'detail-type' | 'resources' | 'detail'> {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input = '', output } = describeExecution(record);
  const included = Buffer.byteLength(JSON.stringify(input)) + Buffer.byteLength(JSON.stringify(output ?? '')) <= eventTextMax;
  return {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resources: [executionArn ?? ''],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate: startDate?.getTime() ?? null,
      stopDate: stopDate?.getTime() ?? null,
      input: included ? input : null,
      inputDetails: { included },
      output: included ? (output ?? null) : null,
      outputDetails: output === undefined ? null : { included },
    },
  };
}
