import { physicalName } from '../../template/physical-name.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { ResourceMaker } from '../resource-maker.ts';
import { type ReadStatement, readPermissions, readStatement, type Statement } from './statement.ts';

/** The policies that templates attached to resources: functions, topics, queues and keys. */
export interface ResourcePolicies {
  /** Every statement that stands on a resource. */
  of(resourceArn: string): readonly ReadStatement[];
  /** Every policy that a template attached, once for each resource that it stands on. */
  all(): readonly { readonly resourceArn: string; readonly statements: readonly Statement[] }[];
  readonly makers: Readonly<Record<string, ResourceMaker>>;
}

type Properties = Readonly<Record<string, unknown>>;

/** Kept by the resource that wrote them, so that an update replaces them. */
interface Attached {
  readonly to: readonly string[];
  readonly written: readonly Statement[];
  readonly statements: readonly ReadStatement[];
}

/** Makes the resources that carry policies; `changed` is called after each. */
export function resourcePolicies(place: { readonly account: string; readonly region: string }, changed: () => void): ResourcePolicies {
  const attached = new Map<string, Attached>();
  const attach = (key: string, to: readonly string[], written: readonly Statement[]): void => {
    attached.set(key, { to, written, statements: readPermissions(written) });
    changed();
  };
  const policyOn = (list: string, arnOf: (ref: string) => string): ResourceMaker => {
    return (properties, resource) => {
      const ref = physicalName(resource);
      const document = properties.PolicyDocument as { readonly Statement?: Statement | readonly Statement[] };
      attach(ref, (properties[list] as readonly string[]).map(arnOf), [document.Statement ?? []].flat() as readonly Statement[]);
      return { ref, attributes: { Id: ref } };
    };
  };
  return {
    of: (arn) => {
      const own = [...attached.values()].filter(({ to }) => to.includes(arn)).flatMap(({ statements }) => statements);
      return own.length === 0 && arn.startsWith('arn:aws:sns:') ? [defaultTopicPolicy(arn, place.account)] : own;
    },
    all: () => [...attached.values()].flatMap(({ to, written }) => to.map((resourceArn) => ({ resourceArn, statements: written }))),
    makers: {
      'AWS::SNS::TopicPolicy': policyOn('Topics', (topicArn) => topicArn),
      'AWS::SQS::QueuePolicy': policyOn('Queues', queueArn),
      'AWS::Lambda::Permission': (properties, resource) => {
        const ref = physicalName(resource, 128);
        const permission = lambdaPermission(properties, place);
        attach(ref, [String(permission.Resource)], [permission]);
        return { ref, attributes: { Id: `${ref}-Id` } };
      },
      'AWS::KMS::Key': (properties, resource) => {
        const ref = physicalName(resource, 128);
        const arn = `arn:aws:kms:${place.region}:${place.account}:key/${ref}`;
        const { Statement: written = [] } = (properties.KeyPolicy ?? {}) as { readonly Statement?: readonly Statement[] };
        attach(arn, [arn], written);
        return { ref, attributes: { Arn: arn, KeyId: ref } };
      },
    },
  };
}

/** What a topic without a policy of its own has: the account's own services may publish. Source: "Default SNS access policy". */
function defaultTopicPolicy(Resource: string, account: string): ReadStatement {
  const Condition = { StringEquals: { 'AWS:SourceOwner': account } };
  return readStatement({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'SNS:Publish', Resource, Condition });
}

function queueArn(url: string): string {
  const [, , host = '', account, name] = url.split('/');
  return `arn:aws:sqs:${host.split('.')[1]}:${account}:${name}`;
}

const permissionMembers = new Set(['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn']);

/** `AddPermission` writes a statement of this form into the function's policy. Source: "Using resource-based policies for Lambda". */
function lambdaPermission(properties: Properties, { account, region }: { readonly account: string; readonly region: string }): Statement {
  const other = Object.keys(properties).find((name) => !permissionMembers.has(name));
  if (other !== undefined) throw new UnmodelledCallError(`${other} of AWS::Lambda::Permission`);
  const { Action, FunctionName, Principal, SourceAccount, SourceArn } = properties;
  const name = String(FunctionName);
  const Resource = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
  return {
    Effect: 'Allow',
    Principal: /\.amazonaws\.com$/.test(String(Principal)) ? { Service: Principal } : { AWS: Principal },
    Action,
    Resource,
    Condition: {
      ...(SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
      ...(SourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
    },
  };
}
