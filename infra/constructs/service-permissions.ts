import { Stack } from 'aws-cdk-lib';
import type { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnRole, type IRole, Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ControlPlaneLink } from './control-plane-link.ts';
import { physicalName } from './names.ts';
import { trustOwnTasksOnly } from './trusted.ts';

/** Which tasks may be started, and by whom. */
export interface ServicePermissionsProps {
  readonly controlPlane: ControlPlaneLink;
  readonly taskDefinition: TaskDefinition;
}

/**
 * Lets the deployment machine start tasks with the roles of this service: the only permission that no mark on a resource can give,
 * because IAM has no tag conditions for passed roles. The restore machine starts no revision that was not running.
 *
 * Roles that the stack itself makes are made under the path whose roles that machine may pass, and trust only tasks of this account and
 * Region. A role with a name or a path of its own, or from elsewhere, is named in a statement, of which the machine's role has room for a
 * dozen or two.
 */
export class ServicePermissions extends Construct {
  constructor(scope: Construct, id: string, { controlPlane, taskDefinition }: ServicePermissionsProps) {
    super(scope, id);
    const roles = [taskDefinition.taskRole, taskDefinition.obtainExecutionRole()];
    const elsewhere = roles.filter((role) => !this.#madeUnderPath(role)).map(({ roleArn }) => roleArn);
    if (elsewhere.length === 0) return;
    const pass = new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [...new Set(elsewhere)],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    });
    new Policy(this, 'Pass', { statements: [pass] }).attachToRole(Role.fromRoleName(this, 'Deployment', controlPlane.deploymentRoleName));
    acknowledge(this, {
      'NIST.800.53.R5-IAMNoInlinePolicy':
        'one statement on the deployment role that goes with its service; as a managed policy each service would take one of the ten a role may have',
    });
  }

  #madeUnderPath(role: IRole): boolean {
    const made = role.node.defaultChild;
    const stack = Stack.of(this);
    // CDK writes a name that was not given as a token for nothing.
    if (!(made instanceof CfnRole) || Stack.of(made) !== stack || stack.resolve(made.roleName) !== undefined) return false;
    made.path ??= physicalName.taskRolePath;
    if (made.path !== physicalName.taskRolePath) return false;
    trustOwnTasksOnly(made);
    return true;
  }
}
