import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { physicalName } from './names.ts';

/** What a service needs to know of the control plane that releases it. */
export interface ControlPlaneLink {
  readonly keepLanesArn: string;
  readonly deploymentRoleName: string;
}

/** The control plane that another app deployed to the same account and Region. */
export function deployedControlPlane(scope: Construct): ControlPlaneLink {
  return {
    keepLanesArn: Stack.of(scope).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: physicalName.function('keep-lanes'),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
    deploymentRoleName: physicalName.machineRole('deployment'),
  };
}
