import { physicalName } from '../../template/physical-name.ts';
import type { ModelledService } from '../modelled-service.ts';
import type { ResourceId } from '../resource-maker.ts';

/** One statement of a policy, resolved, as the template wrote it. */
export type Statement = Readonly<Record<string, unknown>>;

/** What a role may do and who may take it. */
export interface RolePolicies {
  /** Of its inline policies, the policies attached to it by `AWS::IAM::Policy`, and the template's own managed policies. */
  readonly statements: readonly Statement[];
  /** Managed policies that the template does not define itself, by ARN: AWS's own. */
  readonly managedPolicyArns: readonly string[];
  readonly trust: readonly Statement[];
}

/** IAM as far as a template declares it: roles and their policies, readable, not enforced. */
export interface Iam extends ModelledService {
  /** @returns undefined for a role that no loaded template made. */
  policiesOf(roleArn: string): RolePolicies | undefined;
  roleArns(): readonly string[];
}

type Properties = Readonly<Record<string, unknown>>;

interface RoleRecord {
  readonly name: string;
  readonly arn: string;
  readonly trust: readonly Statement[];
  readonly inline: readonly Statement[];
  readonly managedPolicyArns: readonly string[];
}

/** Policies are kept by the resource that wrote them, so that an update replaces them and nothing is counted twice. */
interface PolicyRecord {
  readonly roleNames: readonly string[];
  readonly arn?: string;
  readonly statements: readonly Statement[];
}

/** Makes the roles and policies of templates; see `local/behaviour/template-lambda-dynamodb.md`. */
export function iam(account: string): Iam {
  const roles = new Map<string, RoleRecord>();
  const policies = new Map<string, PolicyRecord>();
  const putPolicy = (key: string, properties: Properties, arn?: string): void => {
    const attached = { roleNames: array(properties.Roles).map(String), statements: statements(properties.PolicyDocument) };
    policies.set(key, arn === undefined ? attached : { ...attached, arn });
  };
  return {
    id: 'IAM',
    operations: {},
    resources: {
      'AWS::IAM::Role': (properties, resource) => {
        const role = readRole(properties, resource, account);
        roles.set(role.arn, role);
        return { ref: role.name, attributes: { Arn: role.arn, RoleId: roleId(role.name) } };
      },
      'AWS::IAM::Policy': (properties, resource) => {
        const ref = physicalName(resource);
        putPolicy(ref, properties);
        return { ref, attributes: { Id: ref } };
      },
      'AWS::IAM::ManagedPolicy': (properties, resource) => {
        const name = typeof properties.ManagedPolicyName === 'string' ? properties.ManagedPolicyName : physicalName(resource, 128);
        const arn = `arn:aws:iam::${account}:policy${path(properties)}${name}`;
        putPolicy(arn, properties, arn);
        return { ref: arn, attributes: { PolicyArn: arn } };
      },
    },
    policiesOf: (roleArn) => policiesOf(roles.get(roleArn), policies),
    roleArns: () => [...roles.keys()],
  };
}

function readRole(properties: Properties, resource: ResourceId, account: string): RoleRecord {
  const name = typeof properties.RoleName === 'string' ? properties.RoleName : physicalName(resource);
  return {
    name,
    arn: `arn:aws:iam::${account}:role${path(properties)}${name}`,
    trust: statements(properties.AssumeRolePolicyDocument),
    inline: array(properties.Policies).flatMap((policy) => statements(record(policy).PolicyDocument)),
    managedPolicyArns: array(properties.ManagedPolicyArns).map(String),
  };
}

function policiesOf(role: RoleRecord | undefined, policies: ReadonlyMap<string, PolicyRecord>): RolePolicies | undefined {
  if (role === undefined) return undefined;
  const has = ({ roleNames, arn }: PolicyRecord) =>
    roleNames.includes(role.name) || (arn !== undefined && role.managedPolicyArns.includes(arn));
  const attached = [...policies.values()].filter(has);
  return {
    statements: [...role.inline, ...attached.flatMap((policy) => policy.statements)],
    managedPolicyArns: role.managedPolicyArns.filter((arn) => !policies.has(arn)),
    trust: role.trust,
  };
}

/** As AWS's own: `AROA` and letters and digits. */
function roleId(name: string): string {
  return `AROA${name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .slice(0, 17)}`;
}

function path(properties: Properties): string {
  return typeof properties.Path === 'string' ? properties.Path : '/';
}

function statements(document: unknown): readonly Statement[] {
  return array(record(document).Statement).map(record);
}

function array(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function record(value: unknown): Properties {
  return typeof value === 'object' && value !== null ? (value as Properties) : {};
}
