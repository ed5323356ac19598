import { describe, expect, it } from 'vitest';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { logIn, login } from './log-in.ts';
import { atAQuarter, ring, roleOf } from './mid-flight.ts';

const local = { roleArn: 'local' };
async function withLogin(): Promise<ReleasedService> {
  const service = await aReleasedService();
  await logIn(service);
  return service;
}

const firstActionOf = async ({ world, wiring }: ReleasedService): Promise<unknown> => {
  const answer = await world.aws.call('ElasticLoadBalancingV2', 'DescribeRules', { RuleArns: [wiring.ruleArn] }, local);
  return (answer as { readonly Rules: readonly { readonly Actions: readonly unknown[] }[] }).Rules[0]?.Actions[0];
};

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
    service.world.iam.deny(roleOf(service, 'sluice-deployment'), 'cognito-idp:DescribeUserPoolClient');
    await ring(service);
    await service.until('a page', () => service.world.sns.published().length > 0);
    expect(service.world.sns.published()[0]?.message).toContain("User is not authorized to perform 'describeUserPoolClient'");
  });
});
