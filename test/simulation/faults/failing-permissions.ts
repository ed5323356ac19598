import type { FaultKind } from './fault.ts';

/** What a change of policies could take away from each kind of role. */
const actions = [
  'elasticloadbalancing:ModifyRule',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTargetHealth',
  'ecs:UpdateService',
  'dynamodb:UpdateItem',
  'states:SendTaskFailure',
  'states:StartExecution',
  'cloudwatch:GetMetricData',
  'lambda:InvokeFunction',
  'sns:Publish',
] as const;

/** An account's guard rails change in the middle of a deployment. */
export const revokedPermission: FaultKind = {
  name: 'revoked-permission',
  about: 'every role of Sluice loses one permission, and gets it back at the end; intensity is not used',
  begin: ({ sim, random, count }) => {
    const action = actions[Math.floor(random() * actions.length)] ?? 'elasticloadbalancing:ModifyRule';
    const roles = sim.world.iam.roleArns().filter((arn) => /sluice/i.test(arn));
    const giveBack = roles.map((arn) => sim.world.iam.deny(arn, action));
    count(`${action} is revoked`);
    return {
      end: () => {
        for (const undo of giveBack) undo();
      },
    };
  },
};
