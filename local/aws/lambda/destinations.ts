import { type AwsCalls, UnmodelledCallError } from '../aws-calls.ts';
import type { AsyncOutcome } from './async-invocation.ts';
import type { FunctionConfig } from './function-config.ts';

/** An asynchronous invocation that has ended, for whoever is told of it. */
export interface EndedInvocation {
  readonly config: FunctionConfig;
  readonly requestId: string;
  readonly payload: string;
  readonly outcome: AsyncOutcome;
  readonly at: Date;
}

/**
 * Sends the record of an ended invocation to an on-success or on-failure destination.
 * Source: "Capturing records of Lambda asynchronous invocations" in the AWS Lambda developer guide.
 */
export async function sendToDestination(destinationArn: string, ended: EndedInvocation, aws: AwsCalls): Promise<void> {
  const record = invocationRecord(ended);
  const text = JSON.stringify(record);
  const caller = { roleArn: ended.config.roleArn };
  switch (serviceOf(destinationArn)) {
    case 'sqs':
      await aws.call('SQS', 'SendMessage', { QueueUrl: queueUrl(destinationArn), MessageBody: text }, caller);
      return;
    case 'sns':
      await aws.call('SNS', 'Publish', { TopicArn: destinationArn, Message: text }, caller);
      return;
    case 'lambda':
      await aws.call('Lambda', 'Invoke', { FunctionName: destinationArn, InvocationType: 'Event', Payload: bytes(text) }, caller);
      return;
    case 'events': {
      const detail = ended.outcome.condition === 'Success' ? 'Success' : 'Failure';
      const entry = { Source: 'lambda', DetailType: `Lambda Function Invocation Result - ${detail}`, Detail: text };
      await aws.call(
        'EventBridge',
        'PutEvents',
        { Entries: [{ ...entry, EventBusName: destinationArn, Resources: [ended.config.arn] }] },
        caller,
      );
    }
  }
}

/** Sends the event itself to the function's dead-letter queue or topic, with the reason as message attributes. */
export async function sendToDeadLetters(targetArn: string, ended: EndedInvocation, aws: AwsCalls): Promise<void> {
  const { errorMessage = '' }: { errorMessage?: string } = JSON.parse(ended.outcome.result.payload);
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  const MessageAttributes = {
    RequestID: attribute(ended.requestId),
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: attribute(errorMessage.slice(0, 1_024)),
  };
  const caller = { roleArn: ended.config.roleArn };
  if (serviceOf(targetArn) === 'sqs') {
    await aws.call('SQS', 'SendMessage', { QueueUrl: queueUrl(targetArn), MessageBody: ended.payload, MessageAttributes }, caller);
  } else {
    await aws.call('SNS', 'Publish', { TopicArn: targetArn, Message: ended.payload, MessageAttributes }, caller);
  }
}

/** The service of a destination ARN. @throws {UnmodelledCallError} a kind of destination that is not modelled. */
export function serviceOf(arn: string): 'sqs' | 'sns' | 'lambda' | 'events' {
  const service = arn.split(':')[2];
  if (service === 'sqs' || service === 'sns' || service === 'lambda' || service === 'events') return service;
  throw new UnmodelledCallError(`Lambda destination ${arn}`);
}

function invocationRecord({ config, requestId, payload, outcome, at }: EndedInvocation): object {
  const failed = outcome.result.kind === 'failed';
  return {
    version: '1.0',
    timestamp: at.toISOString(),
    requestContext: {
      requestId,
      functionArn: `${config.arn}:${config.version}`,
      condition: outcome.condition,
      approximateInvokeCount: outcome.tries,
    },
    requestPayload: JSON.parse(payload),
    responseContext: { statusCode: 200, executedVersion: config.version, ...(failed ? { functionError: 'Unhandled' } : {}) },
    responsePayload: JSON.parse(outcome.result.payload),
  };
}

function queueUrl(queueArn: string): string {
  const [, , , region, account, name] = queueArn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
