import type { InvocationRequest } from '@aws-sdk/client-lambda';
import type { ListExecutionsInput, StartExecutionInput } from '@aws-sdk/client-sfn';
import { tagged } from '../facts.ts';
import { anywhere, arnHere, type RequestPlace, type Requirement, type Row } from '../requirement.ts';

interface OfExecution {
  readonly executionArn?: string;
}

/** A function by name, partial ARN or ARN, with its qualifier. */
function functionArn({ FunctionName = '', Qualifier }: InvocationRequest, place: RequestPlace): string {
  const plain = FunctionName.startsWith('arn:')
    ? FunctionName
    : arnHere(place, 'lambda', `function:${FunctionName.split('function:').at(-1)}`);
  return Qualifier === undefined ? plain : `${plain}:${Qualifier}`;
}

/** Of a version or an alias, the machine is the resource and the qualifier a condition key. */
function onMachine(action: string, stateMachineArn: string, place: RequestPlace): Requirement {
  const parts = stateMachineArn.split(':');
  const resource = parts.slice(0, 7).join(':');
  const qualifier = { 'states:statemachinequalifier': parts[7] ?? null };
  return { action, resource, facts: (key) => tagged(place.tagsOf(resource), qualifier)(key) };
}

const onExecution = (name: string): Row => {
  return ({ executionArn = '' }: OfExecution) => [{ action: `states:${name}`, resource: executionArn }];
};

/** What Lambda and Step Functions operations require. Source: the service authorization reference of AWS. */
export const computingRows: Readonly<Record<string, Row>> = {
  'Lambda.Invoke': (input: InvocationRequest, place) => {
    const resource = functionArn(input, place);
    return [
      {
        action: 'lambda:InvokeFunction',
        resource,
        facts: (key) => tagged(place.tagsOf(resource), { 'lambda:functionarn': resource })(key),
      },
    ];
  },
  'SFN.StartExecution': ({ stateMachineArn = '' }: StartExecutionInput, place) => [
    onMachine('states:StartExecution', stateMachineArn, place),
  ],
  'SFN.ListExecutions': ({ stateMachineArn = '' }: ListExecutionsInput, place) => [
    onMachine('states:ListExecutions', stateMachineArn, place),
  ],
  'SFN.StopExecution': onExecution('StopExecution'),
  'SFN.DescribeExecution': onExecution('DescribeExecution'),
  'SFN.GetExecutionHistory': onExecution('GetExecutionHistory'),
  'SFN.SendTaskSuccess': anywhere('states:SendTaskSuccess'),
  'SFN.SendTaskFailure': anywhere('states:SendTaskFailure'),
  'SFN.SendTaskHeartbeat': anywhere('states:SendTaskHeartbeat'),
};
