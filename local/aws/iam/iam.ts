import { physicalName } from '../../template/physical-name.ts';
import type { Made, ModelledService, ResourceId } from '../modelled-service.ts';

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

  const makeRole = (properties: Readonly<Record<string, unknown>>, resource: ResourceId): Made => {
    const name = typeof properties.RoleName === 'string' ? properties.RoleName : physicalName(resource);
    const arn = `arn:aws:iam::${account}:role${path(properties)}${name}`;
    const inline = array(properties.Policies).flatMap((policy) => statements(record(policy).PolicyDocument));
    const managedPolicyArns = array(properties.ManagedPolicyArns).map(String);
    roles.set(arn, { name, arn, trust: statements(properties.AssumeRolePolicyDocument), inline, managedPolicyArns });
    return {
      ref: name,
      attributes: {
        Arn: arn,
        RoleId: `AROA${name
          .toUpperCase()
          .replaceAll(/[^A-Z0-9]/g, '')
          .slice(0, 17)}`,
      },
    };
  };

  const makePolicy = (properties: Readonly<Record<string, unknown>>, resource: ResourceId): Made => {
    const ref = physicalName(resource);
    policies.set(ref, { roleNames: array(properties.Roles).map(String), statements: statements(properties.PolicyDocument) });
    return { ref, attributes: { Id: ref } };
  };

  const makeManagedPolicy = (properties: Readonly<Record<string, unknown>>, resource: ResourceId): Made => {
    const name = typeof properties.ManagedPolicyName === 'string' ? properties.ManagedPolicyName : physicalName(resource, 128);
    const arn = `arn:aws:iam::${account}:policy${path(properties)}${name}`;
    policies.set(arn, { arn, roleNames: array(properties.Roles).map(String), statements: statements(properties.PolicyDocument) });
    return { ref: arn, attributes: { PolicyArn: arn } };
  };

  const policiesOf = (roleArn: string): RolePolicies | undefined => {
    const role = roles.get(roleArn);
    if (role === undefined) return undefined;
    const attached = [...policies.values()].filter(
      (policy) => policy.roleNames.includes(role.name) || role.managedPolicyArns.includes(policy.arn ?? ''),
    );
    return {
      statements: [...role.inline, ...attached.flatMap((policy) => policy.statements)],
      managedPolicyArns: role.managedPolicyArns.filter((arn) => !policies.has(arn)),
      trust: role.trust,
    };
  };

  const resources = { 'AWS::IAM::Role': makeRole, 'AWS::IAM::Policy': makePolicy, 'AWS::IAM::ManagedPolicy': makeManagedPolicy };
  return { id: 'IAM', operations: {}, resources, policiesOf, roleArns: () => [...roles.keys()] };
}

function path(properties: Readonly<Record<string, unknown>>): string {
  return typeof properties.Path === 'string' ? properties.Path : '/';
}

function statements(document: unknown): readonly Statement[] {
  return array(record(document).Statement).map(record);
}

function array(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
