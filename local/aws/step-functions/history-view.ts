import { type GetExecutionHistoryInput, type GetExecutionHistoryOutput, type HistoryEvent, InvalidToken } from '@aws-sdk/client-sfn';
import type { ExecutionRecord } from './execution-views.ts';

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
