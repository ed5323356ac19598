import { type AwsCalls, type Caller, UnmodelledCallError } from '../aws/aws-calls.ts';
import type { Made, ResourceId } from '../aws/resource-maker.ts';
import type { Clock } from '../clock.ts';
import type { ResourceAnswer, Responder } from './responder.ts';
import { isObject } from './template.ts';
import { TemplateError } from './template-error.ts';

/** CloudFormation's own default for `ServiceTimeout`, and its upper limit. */
const answerSecondsDefault = 3_600;

/** Who calls when CloudFormation itself calls. */
const cloudFormation: Caller = { roleArn: 'local' };

/** What a custom resource needs of the world it is made in. */
export interface CustomResourceNeeds {
  readonly aws: AwsCalls;
  readonly clock: Clock;
  readonly responder: Responder;
  readonly stackId: string;
}

/** True for the types whose resources are made by a function of the template itself. */
export function isCustomResource(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

/**
 * Creates (or, with `previous`, updates) a custom resource as CloudFormation does: the function in `ServiceToken` gets the
 * request and answers with a PUT to its `ResponseURL`. All scalars reach the function as strings, as in AWS.
 * Unlike AWS it is invoked synchronously, so that a function that throws fails the load at once instead of after an hour.
 *
 * @throws {TemplateError} the function threw, answered FAILED, or did not answer within `ServiceTimeout` seconds of world time.
 */
export async function makeCustomResource(
  type: string,
  properties: Readonly<Record<string, unknown>>,
  resource: ResourceId,
  needs: CustomResourceNeeds,
): Promise<Made> {
  const where = `${resource.stackName}/${resource.logicalId}`;
  const token = properties.ServiceToken;
  if (typeof token !== 'string' || !token.includes(':lambda:')) throw new UnmodelledCallError(`ServiceToken ${token} of ${where}`);
  const pending = needs.responder.expect();
  const request = {
    ...common(type, resource, needs.stackId),
    ...change(properties, resource),
    ResponseURL: pending.url,
    RequestId: pending.requestId,
  };
  const failed = await invoke(token, request, needs.aws);
  if (failed !== undefined && !pending.answered()) throw new TemplateError(`${where}: ${type} function failed: ${failed}`);
  const answer = await withinSeconds(pending.answer, Number(properties.ServiceTimeout ?? answerSecondsDefault), needs.clock);
  return toMade(answer, where, resource.previous?.ref);
}

function common(type: string, resource: ResourceId, stackId: string): Readonly<Record<string, unknown>> {
  return { StackId: stackId, LogicalResourceId: resource.logicalId, ResourceType: type };
}

function change(properties: Readonly<Record<string, unknown>>, { previous }: ResourceId): Readonly<Record<string, unknown>> {
  const ResourceProperties = asStrings(properties);
  if (previous === undefined) return { RequestType: 'Create', ResourceProperties };
  return {
    RequestType: 'Update',
    PhysicalResourceId: previous.ref,
    ResourceProperties,
    OldResourceProperties: asStrings(previous.properties),
  };
}

async function invoke(functionArn: string, request: object, aws: AwsCalls): Promise<string | undefined> {
  const input = {
    FunctionName: functionArn,
    InvocationType: 'RequestResponse',
    Payload: new TextEncoder().encode(JSON.stringify(request)),
  };
  const output: { FunctionError?: string; Payload?: Uint8Array } = await aws.call('Lambda', 'Invoke', input, cloudFormation);
  return output.FunctionError === undefined ? undefined : new TextDecoder().decode(output.Payload);
}

async function withinSeconds(answer: Promise<ResourceAnswer>, seconds: number, clock: Clock): Promise<ResourceAnswer> {
  const timeout = Promise.withResolvers<ResourceAnswer>();
  const cancel = clock.after(seconds * 1_000, () => timeout.resolve({ Status: 'FAILED', Reason: `no answer within ${seconds} seconds` }));
  try {
    return await Promise.race([answer, timeout.promise]);
  } finally {
    cancel();
  }
}

function toMade(answer: ResourceAnswer, where: string, previousRef: string | undefined): Made {
  if (answer.Status !== 'SUCCESS') throw new TemplateError(`${where}: ${answer.Reason ?? 'the function answered FAILED without a reason'}`);
  const ref = answer.PhysicalResourceId ?? previousRef;
  if (ref === undefined) throw new TemplateError(`${where}: the function answered SUCCESS without a PhysicalResourceId`);
  return { ref, attributes: answer.Data ?? {} };
}

function asStrings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asStrings);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asStrings(member)]));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
