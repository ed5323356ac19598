import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type MachineName, machineArn, parameterPrefix, physicalName } from './names.ts';

/** One permission, and why each wildcard in it is needed. */
export interface Grant {
  readonly statement: PolicyStatement;
  /** Resource with a wildcard, as the security checks write it → reason. */
  readonly wildcards: Readonly<Record<string, string>>;
}

/** Adds permissions to a role, each with its reasons. */
export function give(role: Role, grants: readonly Grant[]): void {
  for (const { statement, wildcards } of grants) {
    role.addToPolicy(statement);
    const findings = Object.entries(wildcards).map(([resource, reason]) => [`IAM5[Resource::${resource}]`, reason]);
    if (findings.length > 0) acknowledge(role, Object.fromEntries(findings));
  }
}

/** Actions that have no resource level in IAM, or whose resources belong to services that are not known here. They read, or they need a secret token. */
export function anywhere(...actions: readonly string[]): Grant {
  const reason =
    'these actions read, or answer a secret token; they have no resource level in IAM, or the resources are those of any service';
  return grant(['*'], actions, { '*': reason });
}

/** A permission on resources whose names are not known here, in this account and Region. */
export interface HereOnly {
  readonly service: string;
  /** The last part of each ARN, with wildcards. */
  readonly resources: readonly string[];
  readonly actions: readonly string[];
  /** Why the wildcards are needed. */
  readonly reason: string;
  readonly conditions?: object | undefined;
}

/** Makes a permission with wildcards that end at the account and the Region. */
export function hereOnly(scope: Construct, { service, resources, actions, reason, conditions = {} }: HereOnly): Grant {
  const asChecked = resources.map((rest) => [`arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${rest}`, reason]);
  const arns = resources.map((rest) => arnHere(scope, service, rest));
  const made = grant(arns, actions, Object.fromEntries(asChecked));
  made.statement.addConditions({ ...conditions });
  return made;
}

function arnHere(scope: Construct, service: string, rest: string): string {
  const { account, region, partition } = Stack.of(scope);
  return `arn:${partition}:${service}:${region}:${account}:${rest}`;
}

/** The permissions that more than one function has, on resources of this account and Region. */
export function grantsIn(scope: Construct) {
  const among = (service: string, resource: string, actions: readonly string[], reason: string): Grant =>
    hereOnly(scope, { service, resources: [resource], actions, reason });
  const putting = (conditions: object = {}): Grant => {
    const put = grant([arnHere(scope, 'events', 'event-bus/default')], ['events:PutEvents']);
    put.statement.addConditions({ StringEquals: { 'events:source': 'sluice' }, ...conditions });
    return put;
  };
  return {
    readDeclarations: () =>
      among('ssm', `parameter${parameterPrefix}/services/*`, ['ssm:GetParameter'], 'every declared service is a parameter below this path'),
    findServicesOfImages: () =>
      among(
        'ssm',
        `parameter${parameterPrefix}/images/*`,
        ['ssm:GetParametersByPath'],
        'every released repository is a path below this one',
      ),
    readImages: () => among('ecr', 'repository/*', ['ecr:DescribeImages'], 'services name their repositories after this stack exists'),
    // Composite alarms, and their history, are shown only to a permission on every resource: to any other, a composite guard does not exist.
    readAlarms: () => anywhere('cloudwatch:DescribeAlarms'),
    readAlarmHistory: () => anywhere('cloudwatch:DescribeAlarmHistory'),
    queryPrometheus: () =>
      among('aps', 'workspace/*', ['aps:QueryMetrics'], 'services name the workspaces of their metrics after this stack exists'),
    // A SecureString under the AWS managed key `aws/ssm` is decrypted for whoever may read it. A key of your own has to let the role in.
    readSecrets: () =>
      among(
        'ssm',
        `parameter${parameterPrefix}/secrets/*`,
        ['ssm:GetParameter'],
        'every secret of a metric is a parameter below this path',
      ),
    start: (machine: MachineName) => grant([machineArn(scope, machine)], ['states:StartExecution']),
    readExecutions: (machine: MachineName, ...actions: readonly ('DescribeExecution' | 'GetExecutionHistory')[]) =>
      among(
        'states',
        `execution:${physicalName.machine(machine)}:*`,
        actions.map((action) => `states:${action}`),
        'every execution of this machine',
      ),
    listExecutions: (machine: MachineName) => grant([machineArn(scope, machine)], ['states:ListExecutions']),
    /**
     * Facts only, not what Sluice hears of itself and acts on: no function asks for the way back by mistake. It is no wall against one that was
     * taken over: whoever may write to the ledger may also write to its outbox, from which the sweep sends such a request.
     */
    announce: () => putting({ StringNotEquals: { 'events:detail-type': 'RollbackPostponed' } }),
    /** Whatever is owed to the bus, a person's request that was postponed included. */
    resend: () => putting(),
  };
}

function grant(resources: readonly string[], actions: readonly string[], wildcards: Readonly<Record<string, string>> = {}): Grant {
  return { statement: new PolicyStatement({ actions: [...actions], resources: [...resources] }), wildcards };
}
