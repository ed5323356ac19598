import { type Caller, UnmodelledCallError } from '../aws-calls.ts';
import type { TargetProperties } from './rule-properties.ts';

/** Who EventBridge is where a target has a resource policy in place of a role. */
export const eventBridgePrincipal = 'events.amazonaws.com';

/** The AWS call that hands `text` to a target. */
export interface TargetCall {
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  input(text: string): object;
}

/**
 * How a target is called: Lambda and SNS and SQS under their resource policy, a state machine with the target's role.
 * @throws {UnmodelledCallError} any other kind of target.
 */
export function targetCall({ Arn, RoleArn }: Pick<TargetProperties, 'Arn' | 'RoleArn'>): TargetCall {
  const caller = { roleArn: RoleArn ?? eventBridgePrincipal };
  const [, , service, region, account, resource = ''] = Arn.split(':');
  if (service === 'lambda') {
    const input = (text: string) => ({ FunctionName: Arn, InvocationType: 'Event', Payload: new TextEncoder().encode(text) });
    return { service: 'Lambda', operation: 'Invoke', caller, input };
  }
  if (service === 'states' && resource === 'stateMachine') {
    return { service: 'SFN', operation: 'StartExecution', caller, input: (input) => ({ stateMachineArn: Arn, input }) };
  }
  if (service === 'sqs') {
    const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${resource}`;
    return { service: 'SQS', operation: 'SendMessage', caller, input: (MessageBody) => ({ QueueUrl, MessageBody }) };
  }
  if (service === 'sns') return { service: 'SNS', operation: 'Publish', caller, input: (Message) => ({ TopicArn: Arn, Message }) };
  throw new UnmodelledCallError(`a rule target such as ${Arn}`);
}
