import { Lazy, Stack } from 'aws-cdk-lib';
import { type CfnRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type MachineName, machineArn } from './names.ts';

/**
 * Lambda, for functions of this account. Which function is not asked: the Lambda developer guide gives `aws:SourceArn` a meaning only where
 * the function is the target, and AWS had to take it out of a role again because Lambda did not always send it (aws-parallelcluster,
 * pull request 6926). A role that Lambda cannot take when it hands over a failed event would be silence. Who may pass the role decides.
 * Source: "Using source function ARN to control function access behavior".
 */
export function trustedLambda(scope: Construct): ServicePrincipal {
  return new ServicePrincipal('lambda.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } } });
}

/** Step Functions, for one machine of this account and Region, its versions and its aliases. */
export function trustedMachine(scope: Construct, name: MachineName): ServicePrincipal {
  return new ServicePrincipal('states.amazonaws.com', {
    conditions: {
      StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
      ArnLike: { 'aws:SourceArn': [machineArn(scope, name), `${machineArn(scope, name)}:*`] },
    },
  });
}

const ecsTasks = 'ecs-tasks.amazonaws.com';

/**
 * Narrows a role that trusts ECS tasks to tasks of this account and Region; ECS names no cluster. A statement that trusts anybody else
 * besides, or that has a condition of its own, stays as it is. Source: "Amazon ECS task IAM role" in the ECS developer guide.
 */
export function trustOwnTasksOnly(role: CfnRole): void {
  const stack = Stack.of(role);
  const { account, region, partition } = stack;
  const Condition = {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:*` },
  };
  const before: unknown = role.assumeRolePolicyDocument;
  const narrowed = (statement: TrustStatement): TrustStatement => {
    const isBare = statement.Condition === undefined && JSON.stringify(statement.Principal) === JSON.stringify({ Service: ecsTasks });
    return isBare ? { ...statement, Condition } : statement;
  };
  // Read last: statements may be added until the stack is written.
  role.assumeRolePolicyDocument = Lazy.any({
    produce: () => {
      const { Statement, ...document } = stack.resolve(before) as { readonly Statement: readonly TrustStatement[] };
      return { ...document, Statement: Statement.map(narrowed) };
    },
  });
}

interface TrustStatement {
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}
