import { describe, expect, it } from 'vitest';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';

const local = { roleArn: 'local' };
const UserPoolArn = 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_storefront';
const login = {
  Type: 'authenticate-cognito',
  Order: 1,
  AuthenticateCognitoConfig: { UserPoolArn, UserPoolClientId: 'storefront', UserPoolDomain: 'storefront' },
};

async function withLogin(): Promise<ReleasedService> {
  const service = await aReleasedService();
  const { ruleArn, blue, green } = service.wiring;
  const TargetGroups = [
    { TargetGroupArn: blue.targetGroupArn, Weight: 100 },
    { TargetGroupArn: green.targetGroupArn, Weight: 0 },
  ];
  const Actions = [login, { Type: 'forward', Order: 2, ForwardConfig: { TargetGroups } }];
  await service.world.aws.call('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: ruleArn, Actions }, local);
  return service;
}

const firstActionOf = async ({ world, wiring }: ReleasedService): Promise<unknown> => {
  const answer = await world.aws.call('ElasticLoadBalancingV2', 'DescribeRules', { RuleArns: [wiring.ruleArn] }, local);
  return (answer as { readonly Rules: readonly { readonly Actions: readonly unknown[] }[] }).Rules[0]?.Actions[0];
};

const ring = ({ world }: ReleasedService) =>
  world.aws.call(
    'CloudWatch',
    'SetAlarmState',
    { AlarmName: 'storefront-green-slow', StateValue: 'ALARM', StateReason: 'the test rings it' },
    local,
  );

const atAQuarter = async (service: ReleasedService): Promise<void> => {
  service.push('1.1.0');
  await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
};

function denied({ world }: ReleasedService, machine: string): void {
  const roleArn = world.iam.roleArns().find((arn) => arn.includes(machine));
  if (roleArn === undefined) throw new RangeError(`no role for ${machine}`);
  world.iam.deny(roleArn, 'cognito-idp:DescribeUserPoolClient');
}

describe('a rule that logs users in', () => {
  it('is shifted by the deployment machine and taken back, and goes on logging them in', async () => {
    const service = await withLogin();
    await atAQuarter(service);
    expect(await firstActionOf(service)).toEqual(login);
    await ring(service);
    expect(await service.ended()).toMatchObject({ status: 'FAILED', error: 'RolledBack' });
    expect([service.users.seen().at(-1), await firstActionOf(service)]).toEqual(['100/0', login]);
    expect(service.world.sns.published()).toEqual([]);
  });

  it('is taken back by the restore machine, too', async () => {
    const service = await withLogin();
    await atAQuarter(service);
    const running = (await service.deployments()).find(({ status }) => status === 'RUNNING');
    await service.world.aws.call('SFN', 'StopExecution', { executionArn: running?.arn }, local);
    await service.until('every user on stable', () => service.users.seen().at(-1) === '100/0');
    expect(await firstActionOf(service)).toEqual(login);
    expect(service.world.sns.published()).toEqual([]);
  });

  it('is not taken back by who may not read its user pool, and a person hears of it at once', async () => {
    const service = await withLogin();
    await atAQuarter(service);
    denied(service, 'sluice-deployment');
    await ring(service);
    await service.until('a page', () => service.world.sns.published().length > 0);
    expect(service.world.sns.published()[0]?.message).toContain("User is not authorized to perform 'describeUserPoolClient'");
  });
});
