import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Every Lambda function, named after its folder in `functions/`, except those that `function-folders.ts` lists. */
export const functionNames = [
  'start-deployment',
  'admit-deployment',
  'inspect-candidate',
  'next-step',
  'watch-for-signals',
  'signal-deployment',
  'record-outcome',
  'claim-retirement',
  'reconcile',
  'sweep',
  'keep-lanes',
] as const;

/** Name of a function. */
export type FunctionName = (typeof functionNames)[number];

/** The two state machines. `restore` is the rollback branch of `deployment` on its own. */
export type MachineName = 'deployment' | 'restore';

/** Where services are declared: `/sluice/services/<name>`, and `/sluice/images/<repository>/<name>`. */
export const parameterPrefix = '/sluice';

/** Physical names are fixed so that functions, machines and services in other apps can name each other without a cycle. */
export const physicalName = {
  function: (name: FunctionName): string => `sluice-${name}`,
  machine: (name: MachineName): string => `sluice-${name}`,
  // Roles are global in an account, the control plane is not.
  machineRole: (name: MachineName): string => `sluice-${name}-${Aws.REGION}`,
  // IAM path of the task roles that the constructs made for services of this Region: the deployment machine may pass these to tasks.
  taskRolePath: `/sluice/${Aws.REGION}/`,
};

/** The ARN a machine of this account and Region has, without a reference to it. */
export function machineArn(scope: Construct, name: MachineName): string {
  return Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: physicalName.machine(name),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
