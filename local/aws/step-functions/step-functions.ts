import type {
  DescribeExecutionInput,
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineInput,
  GetExecutionHistoryInput,
  ListExecutionsInput,
  StartExecutionInput,
  StopExecutionInput,
} from '@aws-sdk/client-sfn';
import type { Execution, Surroundings } from '../../asl/execution.ts';
import { TaskTokens } from '../../asl/task-tokens.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { DefaultBus } from '../aws-event.ts';
import type { ModelledService, ModelNeeds } from '../modelled-service.ts';
import { describeExecution } from './execution-views.ts';
import { Executions } from './executions.ts';
import { executionHistory } from './history-view.ts';
import { acceptsResource, integrations } from './integrations.ts';
import { machineResources } from './machine-resources.ts';
import { describeMachine, Machines } from './machines.ts';
import { taskAnswers } from './task-answers.ts';

/** What the Step Functions model is built from. */
export interface StepFunctionsNeeds extends ModelNeeds {
  /** Asked for when a task first calls AWS: the front door is built after its services. */
  readonly aws: () => AwsCalls;
  readonly bus: DefaultBus;
  /** World milliseconds of a state transition, and between a task's start and its call. None when absent. */
  readonly latency?: { readonly transitionMs?: () => number; readonly taskMs?: (resource: string) => number };
  /** Whether the modelled AWS has an operation; a machine that calls another is refused. Without it only the service is checked. */
  readonly isModelled?: (service: string, operation: string) => boolean;
}

/** Step Functions, with what tests and the CLI want to see beside its API. */
export interface StepFunctions extends ModelledService {
  /** @throws {ExecutionDoesNotExist} */
  execution(executionArn: string): Execution;
  /** Those that are kept, oldest first. */
  executions(): readonly Execution[];
}

/** Models Step Functions (STANDARD, JSONata); what it promises is in `local/behaviour/step-functions.md`. */
export function stepFunctions(needs: StepFunctionsNeeds): StepFunctions {
  const { clock, random, latency = {}, isModelled } = needs;
  const machines = new Machines(random);
  const tokens = new TaskTokens(random);
  const aws: AwsCalls = { call: (...call) => needs.aws().call(...call) };
  const waitForExecution = async (arn: string) => {
    const record = executions.get(arn);
    await record.execution.ended;
    return describeExecution(record);
  };
  const { transitionMs, taskMs } = latency;
  const runTask = integrations({ aws, clock, waitForExecution, ...(taskMs === undefined ? {} : { taskMs }) });
  const surroundings: Surroundings = { clock, random, runTask, tokens, ...(transitionMs === undefined ? {} : { transitionMs }) };
  const executions = new Executions(machines, surroundings, needs.bus);
  return {
    id: 'SFN',
    operations: { ...executionOperations(executions), ...machineOperations(machines, executions), ...taskAnswers(tokens) },
    resources: machineResources(machines, needs, (resource) => acceptsResource(resource, isModelled)),
    execution: (executionArn) => executions.get(executionArn).execution,
    executions: () => executions.all(),
  };
}

function executionOperations(executions: Executions) {
  return {
    StartExecution: async (input: StartExecutionInput) => {
      const { execution } = executions.start(input);
      return { executionArn: execution.request.executionArn, startDate: execution.startedAt };
    },
    StopExecution: async ({ executionArn, error, cause }: StopExecutionInput) => {
      const { execution } = executions.get(executionArn);
      execution.stop(error, cause);
      await execution.ended;
      return { stopDate: execution.stoppedAt };
    },
    DescribeExecution: async ({ executionArn }: DescribeExecutionInput) => describeExecution(executions.get(executionArn)),
    ListExecutions: async (input: ListExecutionsInput) => executions.list(input),
    GetExecutionHistory: async (input: GetExecutionHistoryInput) => executionHistory(executions.get(input.executionArn), input),
  };
}

function machineOperations(machines: Machines, executions: Executions) {
  return {
    DescribeStateMachine: async ({ stateMachineArn = '' }: DescribeStateMachineInput) => describeMachine(machines.resolve(stateMachineArn)),
    DescribeStateMachineForExecution: async ({ executionArn }: DescribeStateMachineForExecutionInput) => {
      const { execution, revision } = executions.get(executionArn);
      const record = machines.get(execution.request.machineArn);
      const { status: _, type: __, creationDate, ...described } = describeMachine({ record, revision });
      return { ...described, updateDate: creationDate };
    },
  };
}
