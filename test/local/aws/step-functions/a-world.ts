import { RuleNotFoundException } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Json } from '../../../../local/asl/json.ts';
import type { AwsCalls, Caller } from '../../../../local/aws/aws-calls.ts';
import type { AwsEvent } from '../../../../local/aws/aws-event.ts';
import { type StepFunctions, type StepFunctionsNeeds, stepFunctions } from '../../../../local/aws/step-functions/step-functions.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';
import { counting, startedAt } from '../../asl/run-machine.ts';

/** A call that reached the world's AWS. */
export interface SeenCall {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly roleArn: string;
}

/** Step Functions alone, with other services answered by the test. */
export interface AWorld {
  readonly clock: VirtualClock;
  readonly sfn: StepFunctions;
  readonly calls: readonly SeenCall[];
  readonly events: readonly Pick<AwsEvent, 'source' | 'detail-type' | 'resources' | 'detail'>[];
  /** Makes a JSONata machine named `m` and answers its ARN. */
  machine(definition: object, name?: string): Promise<string>;
  /** Calls an operation of Step Functions as the world's own user. */
  call(operation: string, input: object): Promise<Readonly<Record<string, unknown>>>;
}

export const role = 'arn:aws:iam::111122223333:role/m';
export const rulesGone = new RuleNotFoundException({
  message: 'One or more rules not found',
  $metadata: { httpStatusCode: 400, requestId: 'r-1' },
});

/** Builds one. `answers` maps `Service.Operation` to what that call gives. */
export function aWorld(answers: Readonly<Record<string, (input: never) => unknown>> = {}, more: Partial<StepFunctionsNeeds> = {}): AWorld {
  const clock = new VirtualClock(startedAt);
  const calls: SeenCall[] = [];
  const events: Pick<AwsEvent, 'source' | 'detail-type' | 'resources' | 'detail'>[] = [];
  const aws: AwsCalls = {
    async call(service, operation, input, caller) {
      if (service === 'SFN') return operationOf(sfn, operation)(input as never, caller);
      calls.push({ service, operation, input, roleArn: caller.roleArn });
      const answer = answers[`${service}.${operation}`];
      if (answer === undefined) throw new Error(`the test answers no ${service}.${operation}`);
      return answer(input as never) as object;
    },
  };
  const bus = { emit: (event: (typeof events)[number]) => void events.push(event) };
  const sfn = stepFunctions({ clock, random: counting(), account: '111122223333', region: 'eu-west-1', aws: () => aws, bus, ...more });
  return {
    clock,
    sfn,
    calls,
    events,
    async machine(definition, StateMachineName = 'm') {
      const make = sfn.resources['AWS::StepFunctions::StateMachine'];
      const DefinitionString = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
      return (await make?.({ DefinitionString, RoleArn: role, StateMachineName }, { logicalId: 'M', stackName: 'S' }))?.ref ?? '';
    },
    call: (operation, input) => operationOf(sfn, operation)(input as never, { roleArn: 'local' }) as Promise<Record<string, unknown>>,
  };
}

function operationOf(sfn: StepFunctions, name: string): (input: never, caller: Caller) => Promise<object> {
  const operation = sfn.operations[name];
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return operation;
}

/** Runs one Task with these arguments to its end and answers `DescribeExecution`, its output parsed. */
export async function runTask(world: AWorld, task: object, input: Json = {}): Promise<Readonly<Record<string, unknown>>> {
  const stateMachineArn = await world.machine({ StartAt: 'Do', States: { Do: { Type: 'Task', ...task, End: true } } });
  const { executionArn } = await world.call('StartExecution', { stateMachineArn, name: 'e', input: JSON.stringify(input) });
  await world.clock.runUntilIdle(86_400_000);
  const { status, output, error, cause } = await world.call('DescribeExecution', { executionArn });
  return {
    status,
    ...(output === undefined ? {} : { output: JSON.parse(String(output)) }),
    ...(error === undefined ? {} : { error, cause }),
  };
}
