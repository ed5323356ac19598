import type { DescribeExecutionOutput, GetExecutionHistoryOutput, ListExecutionsOutput } from '@aws-sdk/client-sfn';
import type { AwsCalls } from '../../local/aws/aws-calls.ts';

/** One execution as Step Functions tells of it. */
export interface Execution {
  readonly arn: string;
  /** The deployment's id. */
  readonly name: string;
  readonly status: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly output: string | undefined;
  /** Names of the states entered, in order. */
  readonly path: readonly string[];
}

const onlooker = { roleArn: 'local' };
const machineArn = (machine: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-${machine}`;

/** The executions of a machine, oldest first. */
export async function executionsOf(aws: AwsCalls, machine: 'deployment' | 'restore'): Promise<readonly Execution[]> {
  const input = { stateMachineArn: machineArn(machine) };
  const listed = (await aws.call('SFN', 'ListExecutions', input, onlooker)) as ListExecutionsOutput;
  const arns = (listed.executions ?? []).map(({ executionArn = '' }) => executionArn).reverse();
  return Promise.all(arns.map((arn) => described(aws, arn)));
}

async function described(aws: AwsCalls, arn: string): Promise<Execution> {
  const execution = (await aws.call('SFN', 'DescribeExecution', { executionArn: arn }, onlooker)) as DescribeExecutionOutput;
  const { name = '', status, error, cause, output } = execution;
  return { arn, name, status: String(status), error, cause, output, path: await pathOf(aws, arn) };
}

async function pathOf(aws: AwsCalls, executionArn: string): Promise<readonly string[]> {
  const path: string[] = [];
  let nextToken: string | undefined;
  do {
    const input = { executionArn, maxResults: 1_000, ...(nextToken === undefined ? {} : { nextToken }) };
    const page = (await aws.call('SFN', 'GetExecutionHistory', input, onlooker)) as GetExecutionHistoryOutput;
    path.push(...(page.events ?? []).flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return path;
}
