import { StateFailure, StoppedError } from '../../asl/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../asl/json.ts';
import type { TaskCall, TaskRunner } from '../../asl/task-runner.ts';
import type { Clock } from '../../clock.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { invokeFunction } from './invoke-function.ts';
import { fromSdk, toSdk } from './member-case.ts';
import { type ErrorStyle, serviceFailure } from './service-failure.ts';
import { startAndMaybeWait, type WaitForExecution } from './start-execution-task.ts';

/** What the integrations reach the rest of the world through. */
export interface IntegrationNeeds {
  readonly aws: AwsCalls;
  readonly clock: Clock;
  /** Waits for an execution that a `.sync` task started. */
  readonly waitForExecution: WaitForExecution;
  /** World milliseconds between a task's start and its call. */
  readonly taskMs?: (resource: string) => number;
  /** Whether the modelled AWS knows an operation; unasked when absent. */
  readonly isModelled?: (service: string, operation: string) => boolean;
}

/** Service as `aws-sdk` resources name it → SDK service id and error prefix. */
const sdkServices: Readonly<Record<string, { readonly id: string; readonly prefix: string }>> = {
  applicationautoscaling: { id: 'ApplicationAutoScaling', prefix: 'ApplicationAutoScaling' },
  cloudwatch: { id: 'CloudWatch', prefix: 'CloudWatch' },
  dynamodb: { id: 'DynamoDB', prefix: 'DynamoDb' },
  ecr: { id: 'ECR', prefix: 'Ecr' },
  ecs: { id: 'ECS', prefix: 'Ecs' },
  elasticloadbalancingv2: { id: 'ElasticLoadBalancingV2', prefix: 'ElasticLoadBalancingV2' },
  eventbridge: { id: 'EventBridge', prefix: 'EventBridge' },
  lambda: { id: 'Lambda', prefix: 'Lambda' },
  sfn: { id: 'SFN', prefix: 'Sfn' },
  sns: { id: 'SNS', prefix: 'Sns' },
  ssm: { id: 'SSM', prefix: 'Ssm' },
};

const dynamoDb: ErrorStyle = { prefix: 'DynamoDB', unmodelled: 'AmazonDynamoDBException', causeService: 'AmazonDynamoDBv2' };
const sns: ErrorStyle = { prefix: 'SNS', unmodelled: 'AmazonSNSException', causeService: 'AmazonSNS' };
const lambda: ErrorStyle = { prefix: 'Lambda', unmodelled: 'AWSLambdaException', causeService: 'AWSLambda' };
const states: ErrorStyle = { prefix: 'StepFunctions', unmodelled: 'AWSStepFunctionsException', causeService: 'AWSStepFunctions' };
const events: ErrorStyle = { prefix: 'EventBridge', unmodelled: 'AmazonEventBridgeException', causeService: 'AmazonEventBridge' };

type Doer = (call: TaskCall, needs: IntegrationNeeds) => Promise<Json>;

interface Integration {
  readonly service: string;
  readonly operation: string;
  readonly style: ErrorStyle;
  readonly does: Doer;
}

/** Members that most optimised integrations add to a result. */
const sdkMembers: JsonObject = {
  SdkHttpMetadata: { HttpStatusCode: 200 },
  SdkResponseMetadata: { RequestId: '00000000-0000-4000-8000-000000000000' },
};

const item = (operation: string): Integration => ({
  service: 'DynamoDB',
  operation,
  style: dynamoDb,
  does: async (call, needs) => ({ ...(await request(call, needs, 'DynamoDB', operation)), ...sdkMembers }),
});

const startExecution = (kind: 'started' | 'text' | 'parsed'): Integration => ({
  service: 'SFN',
  operation: 'StartExecution',
  style: states,
  does: (call, { aws, waitForExecution }) => startAndMaybeWait(call, { aws, waitForExecution }, kind),
});

const optimised: Readonly<Record<string, Integration>> = {
  'lambda:invoke': {
    service: 'Lambda',
    operation: 'Invoke',
    style: lambda,
    does: async (call, { aws }) => ({ ...(await invokeFunction(aws, asObject(call.arguments), call.roleArn)), ...sdkMembers }),
  },
  'sns:publish': {
    service: 'SNS',
    operation: 'Publish',
    style: sns,
    does: async (call, needs) => ({
      ...(await request({ ...call, arguments: withMessageText(call.arguments) }, needs, 'SNS', 'Publish')),
      ...sdkMembers,
    }),
  },
  'events:putEvents': { service: 'EventBridge', operation: 'PutEvents', style: events, does: putEvents },
  'dynamodb:getItem': item('GetItem'),
  'dynamodb:putItem': item('PutItem'),
  'dynamodb:updateItem': item('UpdateItem'),
  'dynamodb:deleteItem': item('DeleteItem'),
  'states:startExecution': startExecution('started'),
  'states:startExecution.sync': startExecution('text'),
  'states:startExecution.sync:2': startExecution('parsed'),
};

/** Finds what a resource means; undefined when it is not modelled. A task token changes nothing about the call itself. */
function integration(resource: string): Integration | undefined {
  const plain = resource.replace(/\.waitForTaskToken$/, '');
  if (/^arn:aws:lambda:[^:]*:[^:]*:function:/.test(resource))
    return { service: 'Lambda', operation: 'Invoke', style: lambda, does: invokeByArn };
  const name = plain.replace(/^arn:aws:states:::/, '');
  if (name === plain) return undefined;
  if (Object.hasOwn(optimised, name)) return optimised[name];
  const [, key = '', action = ''] = /^aws-sdk:([a-z0-9]+):([a-z][A-Za-z0-9]*)$/.exec(name) ?? [];
  const service = Object.hasOwn(sdkServices, key) ? sdkServices[key] : undefined;
  if (service === undefined) return undefined;
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  const style = { prefix: service.prefix, unmodelled: `${service.prefix}Exception` };
  return { service: service.id, operation, style, does: (call, needs) => request(call, needs, service.id, operation) };
}

/** True when a Task with this resource can be run here. */
export function acceptsResource(resource: string, isModelled: IntegrationNeeds['isModelled'] = () => true): boolean {
  const found = integration(resource);
  return found !== undefined && isModelled(found.service, found.operation);
}

/**
 * Runs Tasks by calling the modelled AWS as the machine's role.
 *
 * @throws {StateFailure} the service refused, in the integration's error names.
 */
export function integrations(needs: IntegrationNeeds): TaskRunner {
  return async (call) => {
    const found = integration(call.resource);
    if (found === undefined) throw new StateFailure('States.Runtime', `resource '${call.resource}' is not supported`);
    await delay(call, needs);
    try {
      return await found.does(call, needs);
    } catch (error) {
      throw error instanceof StateFailure ? error : serviceFailure(error, found.style);
    }
  };
}

async function delay(call: TaskCall, { clock, taskMs }: IntegrationNeeds): Promise<void> {
  const delayMs = taskMs?.(call.resource) ?? 0;
  if (delayMs <= 0) return;
  let isStopped = false;
  call.onStop(() => {
    isStopped = true;
  });
  await clock.sleep(delayMs);
  if (isStopped) throw new StoppedError();
}

async function request(call: TaskCall, { aws }: IntegrationNeeds, service: string, operation: string): Promise<JsonObject> {
  const output = await aws.call(service, operation, toSdk(service, asObject(call.arguments)) as object, { roleArn: call.roleArn });
  return fromSdk(service, output) as JsonObject;
}

async function invokeByArn(call: TaskCall, { aws }: IntegrationNeeds): Promise<Json> {
  const { Payload = null } = await invokeFunction(aws, { FunctionName: call.resource, Payload: call.arguments }, call.roleArn);
  return Payload;
}

async function putEvents(call: TaskCall, needs: IntegrationNeeds): Promise<Json> {
  const { Entries, ...others } = asObject(call.arguments);
  const entries = (Array.isArray(Entries) ? (Entries as readonly Json[]) : []).map((raw) => {
    const entry = asObject(raw);
    const resources = Array.isArray(entry.Resources) ? (entry.Resources as readonly Json[]) : [];
    return { ...entry, Detail: asText(entry.Detail), Resources: [...resources, call.executionArn, call.machineArn] };
  });
  const result = await request({ ...call, arguments: { ...others, Entries: entries } }, needs, 'EventBridge', 'PutEvents');
  if (result.FailedEntryCount === 0) return result;
  throw new StateFailure('EventBridge.FailedEntry', JSON.stringify(result));
}

function withMessageText(value: Json): Json {
  const publish = asObject(value);
  return publish.Message === undefined ? publish : { ...publish, Message: asText(publish.Message) };
}

/** A member that is text for the service, which a state machine may write as JSON. */
function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {});
}

function asObject(value: Json): JsonObject {
  if (isJsonObject(value)) return value;
  throw new StateFailure('States.Runtime', `the arguments of an integration must be an object, not ${JSON.stringify(value)}`);
}
