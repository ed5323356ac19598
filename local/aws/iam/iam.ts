import { physicalName } from '../../template/physical-name.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { ModelledService } from '../modelled-service.ts';
import type { ResourceId } from '../resource-maker.ts';
import { type Authorizer, authorizer } from './authorizer.ts';
import { type Declared, declared } from './declared.ts';
import { managedPolicy } from './managed-policies.ts';
import { resourcePolicies } from './resource-policies.ts';
import { type Permission, permissionsOf, type ReadStatement, readPermissions, type Statement } from './statement.ts';

/** What a role may do and who may take it. */
export interface RolePolicies {
  /** Of its inline policies, the policies attached to it by `AWS::IAM::Policy`, and the template's own managed policies. */
  readonly statements: readonly Statement[];
  /** Managed policies that the template does not define itself, by ARN: AWS's own. */
  readonly managedPolicyArns: readonly string[];
  readonly trust: readonly Statement[];
}

/** IAM as far as a template declares it: roles, their policies, those of resources, and what they let through. */
export interface Iam extends ModelledService, Pick<Authorizer, 'authorize' | 'deny' | 'used'>, Pick<Declared, 'listenTo'> {
  /** @returns undefined for a role that no loaded template made. */
  policiesOf(roleArn: string): RolePolicies | undefined;
  roleArns(): readonly string[];
  /** Every permission that a template gives to a role, or to whoever calls a resource. */
  given(): readonly Permission[];
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

/** Makes the roles and policies of templates, and enforces them; see `local/behaviour/permissions.md`. */
export function iam(place: { readonly account: string; readonly region: string }): Iam {
  const roles = new Map<string, RoleRecord>();
  const policies = new Map<string, PolicyRecord>();
  const read = new Map<string, readonly ReadStatement[]>();
  const changed = (): void => {
    read.clear();
    asked.forget();
  };
  const statementsOf = (roleArn: string): readonly ReadStatement[] => {
    const known = read.get(roleArn) ?? readStatements(roleArn, policiesOf(roles.get(roleArn), policies));
    read.set(roleArn, known);
    return known;
  };
  const resources = declared(changed);
  const attached = resourcePolicies(place, changed);
  const { tagsOf, keyOf } = resources;
  const asked = authorizer({ ...place, tagsOf, keyOf, statementsOf, policiesOn: attached.of });
  return {
    id: 'IAM',
    operations: {},
    resources: { ...roleMakers(place.account, { roles, policies, changed }), ...attached.makers },
    policiesOf: (roleArn) => policiesOf(roles.get(roleArn), policies),
    roleArns: () => [...roles.keys()],
    given: () => [
      ...[...roles.values()].flatMap((role) => given(role.arn, policiesOf(role, policies)?.statements ?? [])),
      ...attached.all().flatMap(({ resourceArn, statements }) => given(resourceArn, statements)),
    ],
    authorize: asked.authorize,
    deny: asked.deny,
    used: asked.used,
    listenTo: resources.listenTo,
  };
}

function readStatements(roleArn: string, found: RolePolicies | undefined): readonly ReadStatement[] {
  if (found === undefined) throw new UnmodelledCallError(`a call by ${roleArn}, a role that no template makes,`);
  return readPermissions([...found.statements, ...found.managedPolicyArns.flatMap(managedPolicy)]);
}

function given(holder: string, written: readonly Statement[]): readonly Permission[] {
  const allowing = written.filter(({ Effect }) => Effect === 'Allow');
  return allowing.flatMap(permissionsOf).map((statement) => ({ holder, statement }));
}

interface Store {
  readonly roles: Map<string, RoleRecord>;
  readonly policies: Map<string, PolicyRecord>;
  changed(): void;
}

function roleMakers(account: string, { roles, policies, changed }: Store): ModelledService['resources'] {
  const putPolicy = (key: string, properties: Properties, arn?: string): void => {
    const attached = { roleNames: array(properties.Roles).map(String), statements: statements(properties.PolicyDocument) };
    policies.set(key, arn === undefined ? attached : { ...attached, arn });
    changed();
  };
  return {
    'AWS::IAM::Role': (properties, resource) => {
      const role = readRole(properties, resource, account);
      roles.set(role.arn, role);
      changed();
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
  };
}

function readRole(properties: Properties, resource: ResourceId, account: string): RoleRecord {
  if (properties.PermissionsBoundary !== undefined) throw new UnmodelledCallError('PermissionsBoundary of AWS::IAM::Role');
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
