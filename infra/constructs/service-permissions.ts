import type { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ControlPlaneLink } from './control-plane-link.ts';

/** Which tasks may be started, and by whom. */
export interface ServicePermissionsProps {
  readonly controlPlane: ControlPlaneLink;
  readonly taskDefinition: TaskDefinition;
}

/**
 * Lets the deployment machine start tasks with the roles of this service: the only permission that no mark on a resource can give,
 * because IAM does not promise tag conditions for passed roles. The restore machine starts no revision that was not running.
 */
export class ServicePermissions extends Construct {
  constructor(scope: Construct, id: string, { controlPlane, taskDefinition }: ServicePermissionsProps) {
    super(scope, id);
    const pass = new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [taskDefinition.taskRole.roleArn, taskDefinition.obtainExecutionRole().roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    });
    new Policy(this, 'Pass', { statements: [pass] }).attachToRole(Role.fromRoleName(this, 'Deployment', controlPlane.deploymentRoleName));
  }
}
