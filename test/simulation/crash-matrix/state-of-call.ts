import type { Execution } from '../../../local/asl/execution.ts';
import type { RecordedEvent } from '../../../local/asl/history.ts';
import type { Call } from '../../../local/aws/router.ts';

/** The state of a running execution whose task makes this call now, as its history tells; undefined when none does. */
export function stateOfCall(executions: readonly Execution[], call: Call): string | undefined {
  for (const { outcome, request, history } of executions.toReversed()) {
    if (outcome !== undefined || request.roleArn !== call.caller.roleArn) continue;
    const state = startedState(history.events, call);
    if (state !== undefined) return state;
  }
  return undefined;
}

/** An attempt that has begun and of which nothing else was heard is about to call. */
function startedState(events: readonly RecordedEvent[], call: Call): string | undefined {
  const followed = new Set(events.map(({ previousEventId }) => previousEventId));
  for (const { id, type, previousEventId } of events.toReversed()) {
    const scheduled = events[previousEventId - 1];
    if (type === 'TaskStarted' && !followed.has(id) && scheduled !== undefined && asks(scheduled, call)) return entered(events, scheduled);
  }
  return undefined;
}

function asks(scheduled: RecordedEvent, { operation, input }: Call): boolean {
  const { resource, parameters } = detail(scheduled, 'taskScheduledEventDetails') as { resource: string; parameters: string };
  if (resource.split('.')[0]?.toLowerCase() !== operation.toLowerCase()) return false;
  const { FunctionName } = input as { readonly FunctionName?: string };
  return FunctionName === undefined || (JSON.parse(parameters) as { FunctionName?: string }).FunctionName === FunctionName;
}

function entered(events: readonly RecordedEvent[], from: RecordedEvent): string | undefined {
  for (let at: RecordedEvent | undefined = from; at !== undefined; at = events[at.previousEventId - 1]) {
    if (at.type === 'TaskStateEntered') return String(detail(at, 'stateEnteredEventDetails').name);
  }
  return undefined;
}

function detail(event: RecordedEvent, member: string): Record<string, unknown> {
  return (event.details?.()[member] ?? {}) as Record<string, unknown>;
}
