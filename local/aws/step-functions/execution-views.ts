import {
  type DescribeExecutionOutput,
  type ExecutionListItem,
  type GetExecutionHistoryInput,
  type GetExecutionHistoryOutput,
  type HistoryEvent,
  InvalidToken,
} from '@aws-sdk/client-sfn';
import type { Execution } from '../../asl/execution.ts';
import type { AwsEvent } from '../modelled-service.ts';
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

const historyPageMax = 1_000;

/** `GetExecutionHistory`, a page at a time. @throws {InvalidToken} the page token is none of ours. */
export function executionHistory(
  { execution }: ExecutionRecord,
  { maxResults, reverseOrder = false, nextToken, includeExecutionData = true }: GetExecutionHistoryInput,
): GetExecutionHistoryOutput {
  const { events } = execution.history;
  const size = maxResults === undefined || maxResults === 0 ? 100 : Math.min(maxResults, historyPageMax);
  const from = pageStart(nextToken);
  const ordered = reverseOrder ? events.toReversed() : events;
  const page = ordered.slice(from, from + size).map(({ id, previousEventId, type, at, details }): HistoryEvent => {
    const shown = details === undefined ? {} : includeExecutionData ? details() : withoutData(details());
    return { id, previousEventId, type: type as NonNullable<HistoryEvent['type']>, timestamp: at, ...shown };
  });
  return { events: page, ...(from + size < events.length ? { nextToken: String(from + size) } : {}) };
}

/** Where a page starts. @throws {InvalidToken} */
export function pageStart(nextToken: string | undefined): number {
  if (nextToken === undefined) return 0;
  if (!/^\d+$/.test(nextToken)) throw new InvalidToken({ message: "Invalid Token: 'Invalid token'", $metadata: { httpStatusCode: 400 } });
  return Number(nextToken);
}

const dataMembers = new Set(['input', 'output', 'parameters', 'cause', 'error', 'assignedVariables']);

function withoutData(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const keep = (detail: unknown) => Object.fromEntries(Object.entries(detail as object).filter(([name]) => !dataMembers.has(name)));
  return Object.fromEntries(Object.entries(details).map(([name, detail]) => [name, keep(detail)]));
}
