import type { LocalSluice } from '../local/local-sluice.ts';

const machineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-deployment';
const onlooker = { roleArn: 'local' };

/** What is read of an execution's history: `GetExecutionHistory` gives more. */
export interface HistoryEvent {
  readonly timestamp?: Date;
  readonly stateEnteredEventDetails?: { readonly name?: string };
  readonly stateExitedEventDetails?: { readonly name?: string; readonly output?: string };
  readonly executionFailedEventDetails?: { readonly error?: string; readonly cause?: string };
}

/** One execution as Step Functions tells of it. */
export interface Execution {
  readonly executionArn: string;
  readonly name: string;
  readonly ended: boolean;
}

/** The executions of the deployment machine, newest first. */
export async function executions({ world }: LocalSluice): Promise<readonly Execution[]> {
  const listed = (await world.aws.call('SFN', 'ListExecutions', { stateMachineArn: machineArn }, onlooker)) as {
    readonly executions?: readonly Listed[];
  };
  return (listed.executions ?? []).map(({ executionArn = '', name = '', status }) => ({ executionArn, name, ended: status !== 'RUNNING' }));
}

/** The whole history of one execution. */
export async function historyOf({ world }: LocalSluice, executionArn: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const input = { executionArn, maxResults: 1_000, ...(nextToken === undefined ? {} : { nextToken }) };
    const page = (await world.aws.call('SFN', 'GetExecutionHistory', input, onlooker)) as Page;
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

/** The names of the states entered, in order. */
export function pathOf(events: readonly HistoryEvent[]): readonly string[] {
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

/** True when no alarm is in ALARM: Sluice refuses to start under a firing one. */
export async function isQuiet({ world }: LocalSluice): Promise<boolean> {
  const firing = await world.aws.call('CloudWatch', 'DescribeAlarms', { StateValue: 'ALARM' }, onlooker);
  return ((firing as { MetricAlarms?: readonly unknown[] }).MetricAlarms ?? []).length === 0;
}

interface Listed {
  readonly executionArn?: string;
  readonly name?: string;
  readonly status?: string;
}

interface Page {
  readonly events?: readonly HistoryEvent[];
  readonly nextToken?: string;
}
