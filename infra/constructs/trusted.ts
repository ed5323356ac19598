import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type MachineName, machineArn } from './names.ts';

/** Lambda, for functions of this account. Which function is not asked: a role of this account can be given only by who may pass it. */
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
