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

/** The permissions that more than one function has, on resources of this account and Region. */
export function grantsIn(scope: Construct) {
  const { account, region, partition } = Stack.of(scope);
  const arn = (service: string, rest: string): string => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const among = (service: string, rest: string, actions: readonly string[], reason: string): Grant =>
    grant([arn(service, rest)], actions, { [`arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${rest}`]: reason });
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
    readAlarms: () => among('cloudwatch', 'alarm:*', ['cloudwatch:DescribeAlarms'], 'services name their alarms after this stack exists'),
    start: (machine: MachineName) => grant([machineArn(scope, machine)], ['states:StartExecution']),
    readExecutions: (machine: MachineName) =>
      among('states', `execution:${physicalName.machine(machine)}:*`, ['states:DescribeExecution'], 'every execution of this machine'),
    announce: () => {
      const announced = grant([arn('events', 'event-bus/default')], ['events:PutEvents']);
      // Facts only: a function that could also send requests could start deployments of its own.
      announced.statement.addCondition('StringEquals', { 'events:source': 'sluice' });
      return announced;
    },
  };
}

function grant(resources: readonly string[], actions: readonly string[], wildcards: Readonly<Record<string, string>> = {}): Grant {
  return { statement: new PolicyStatement({ actions: [...actions], resources: [...resources] }), wildcards };
}
