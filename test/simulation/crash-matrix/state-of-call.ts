import type { Execution } from '../../../local/asl/execution.ts';
import type { RecordedEvent } from '../../../local/asl/history.ts';
import type { Call } from '../../../local/aws/router.ts';

/** Ends of one attempt of a task. */
const ends: ReadonlySet<string> = new Set(['TaskSucceeded', 'TaskFailed', 'TaskTimedOut', 'TaskStateAborted']);

/** The state whose task makes a call now: the last one in any running execution that was started, has not ended, and asks the same. */
export function stateOfCall(executions: readonly Execution[], call: Call): { readonly state: string; readonly execution: Execution } | undefined {
  for (const execution of executions.toReversed()) {
    if (execution.outcome !== undefined || execution.request.roleArn !== call.caller.roleArn) continue;
    const state = startedState(execution.history.events, call);
    if (state !== undefined) return { state, execution };
  }
  return undefined;
}

function startedState(events: readonly RecordedEvent[], call: Call): string | undefined {
  const over = new Set<number>();
  for (const event of events.toReversed()) {
    if (ends.has(event.type) || event.type === 'TaskStarted' || event.type === 'TaskSubmitted' || event.type === 'TaskScheduled') {
      if (event.type !== 'TaskStarted' || over.has(event.id)) over.add(event.previousEventId);
    }
    if (event.type === 'TaskScheduled' && !over.has(event.id) && asks(event, call)) return enteredBefore(events, event);
  }
  return undefined;
}

function asks(event: RecordedEvent, { operation, input }: Call): boolean {
  const { resource, parameters } = details(event, 'taskScheduledEventDetails') as { resource: string; parameters: string };
  if (resource.split('.')[0]?.toLowerCase() !== operation.toLowerCase()) return false;
  const { FunctionName } = input as { readonly FunctionName?: string };
  return FunctionName === undefined || (JSON.parse(parameters) as { FunctionName?: string }).FunctionName === FunctionName;
}

function enteredBefore(events: readonly RecordedEvent[], event: RecordedEvent): string | undefined {
  for (let at: RecordedEvent | undefined = event; at !== undefined; at = events[at.previousEventId - 1]) {
    if (at.type === 'TaskStateEntered') return String(details(at, 'stateEnteredEventDetails').name);
  }
  return undefined;
}

function details(event: RecordedEvent, member: string): Record<string, unknown> {
  return (event.details?.()[member] ?? {}) as Record<string, unknown>;
}
