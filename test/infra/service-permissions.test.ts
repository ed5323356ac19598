import { Stack } from 'aws-cdk-lib';
import { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ServicePermissions } from '../../infra/constructs/service-permissions.ts';
import { anApp } from './an-app.ts';
import { at } from './assembly.ts';

const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com');

/** The resources of a stack with a service whose task role is `taskRole`, or made with the task definition. */
function resourcesWith(taskRole?: (stack: Stack) => IRole): Readonly<Record<string, object>> {
  const app = anApp();
  const stack = new Stack(app, 'Orders');
  const taskDefinition = new FargateTaskDefinition(stack, 'Task', { ...(taskRole !== undefined && { taskRole: taskRole(stack) }) });
  const controlPlane = { keepLanesArn: 'arn', deploymentRoleName: 'sluice-deployment' };
  new ServicePermissions(stack, 'Permissions', { controlPlane, taskDefinition });
  const { Resources } = app.synth().getStackByName('Orders').template as { Resources: Record<string, object> };
  return Resources;
}

/** What statements of the stack let the deployment machine pass. */
function passed(resources: Readonly<Record<string, object>>): unknown {
  return Object.values(resources)
    .filter((one) => JSON.stringify(at(one, 'Properties.Roles')) === '["sluice-deployment"]')
    .map((one) => at(one, 'Properties.PolicyDocument.Statement.0.Resource'));
}

const pathOf = (resources: Readonly<Record<string, object>>, part: string): unknown =>
  at(Object.entries(resources).find(([id]) => id.startsWith(part))?.[1], 'Properties.Path');

describe('the roles of a service', () => {
  it('that its stack makes are made where the machine may pass them, and need no statement', () => {
    const resources = resourcesWith();
    const path = { 'Fn::Join': ['', ['/sluice/', { Ref: 'AWS::Region' }, '/']] };
    expect([pathOf(resources, 'TaskTaskRole'), pathOf(resources, 'TaskExecutionRole')]).toEqual([path, path]);
    expect(passed(resources)).toEqual([]);
  });

  it.each([
    ['has a path of its own', (stack: Stack) => new Role(stack, 'Own', { assumedBy, path: '/teams/a/' })],
    ['has a name of its own', (stack: Stack) => new Role(stack, 'Own', { assumedBy, roleName: 'orders' })],
  ])('are left where they are, and named, when one %s', (_what, own) => {
    const resources = resourcesWith(own);
    const [id = ''] = Object.keys(resources).filter((one) => one.startsWith('Own'));
    expect(passed(resources)).toEqual([{ 'Fn::GetAtt': [id, 'Arn'] }]);
    expect(pathOf(resources, 'Own')).not.toMatchObject({ 'Fn::Join': expect.anything() });
  });

  it('are named when one is not of this stack', () => {
    const arn = 'arn:aws:iam::111122223333:role/elsewhere';
    expect(passed(resourcesWith((stack) => Role.fromRoleArn(stack, 'Elsewhere', arn)))).toEqual([arn]);
  });
});
