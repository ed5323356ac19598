import { describe, expect, it } from 'vitest';
import { aReleasedService } from './a-released-service.ts';
import { atAQuarter, ring, roleOf } from './mid-flight.ts';

describe('a machine that loses the leave to move traffic in the middle of a deployment', () => {
  it('calls a person at once, tells why, goes on trying, and is done when the leave is back', async () => {
    const service = await aReleasedService();
    await atAQuarter(service);
    const giveBack = service.world.iam.deny(roleOf(service, 'sluice-deployment'), 'elasticloadbalancing:ModifyRule');
    const rangAt = service.now().getTime();
    await ring(service);
    await service.until('a page', () => service.world.sns.published().length > 0);
    const [page] = service.world.sns.published();
    expect((page?.at.getTime() ?? 0) - rangAt).toBeLessThanOrEqual(5_000);
    expect(page?.message).toContain('is not authorized to perform: elasticloadbalancing:ModifyRule');
    giveBack();
    await service.until('every user on stable', () => service.users.seen().at(-1) === '100/0');
    expect(await service.ended()).toMatchObject({ status: 'FAILED', error: 'RolledBack' });
    expect(service.world.sns.published()).toHaveLength(1);
  });
});

describe('a machine without leave to register a revision', () => {
  it('gives no user to a candidate', async () => {
    const service = await aReleasedService();
    service.world.iam.deny(roleOf(service, 'sluice-deployment'), 'ecs:RegisterTaskDefinition');
    service.push('1.1.0');
    const ended = await service.ended();
    expect(ended).toMatchObject({ status: 'FAILED', error: 'RolledBack', cause: expect.stringContaining('Ecs.AccessDeniedException') });
    expect(service.users.seen()).toEqual(['100/0']);
  });
});

describe('in the shipped world', () => {
  const revision = { family: 'storefront-green', containerDefinitions: [{ name: 'storefront', image: 'i' }] };
  const refused = (action: string) => expect.objectContaining({ message: expect.stringContaining(`not authorized to perform: ${action}`) });

  it('no function may change what runs or who gets users, and no role but the machines’ may pass one', async () => {
    const { world, wiring } = await aReleasedService();
    const changes = [
      ['ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: wiring.ruleArn }, 'elasticloadbalancing:ModifyRule'],
      ['ECS', 'UpdateService', { cluster: wiring.cluster, service: 'storefront-green', desiredCount: 0 }, 'ecs:UpdateService'],
      ['ECS', 'RegisterTaskDefinition', revision, 'ecs:RegisterTaskDefinition'],
      ['CloudWatch', 'SetAlarmState', { AlarmName: 'storefront-green-slow' }, 'cloudwatch:SetAlarmState'],
    ] as const;
    for (const { roleArn } of world.lambda.functions()) {
      for (const [service, operation, input, action] of changes) {
        await expect(world.aws.call(service, operation, input, { roleArn })).rejects.toEqual(refused(action));
      }
    }
  });

  it('no function may ask for anything, and only the two that send again what was postponed may send such an event', async () => {
    const { world } = await aReleasedService();
    const mayPut = async (roleArn: string, Source: string, DetailType: string) => {
      const Entries = [{ Source, DetailType, Detail: '{}', EventBusName: 'default' }];
      return world.aws.call('EventBridge', 'PutEvents', { Entries }, { roleArn }).then(
        () => true,
        (error: unknown) => {
          expect(error).toEqual(refused('events:PutEvents'));
          return false;
        },
      );
    };
    const those = async (source: string, detailType: string) => {
      const asked = world.lambda.functions().map(async ({ name, roleArn }) => ((await mayPut(roleArn, source, detailType)) ? [name] : []));
      return (await Promise.all(asked)).flat().sort();
    };
    expect(await those('sluice.request', 'RollbackRequested')).toEqual([]);
    expect(await those('sluice', 'RollbackPostponed')).toEqual(['sluice-reconcile', 'sluice-sweep']);
    expect(await those('sluice', 'TrafficShifted')).toHaveLength(7);
  });

  it('the deployment machine changes marked rules only, tags revisions as it registers them, and passes the service’s roles only', async () => {
    const service = await aReleasedService();
    const { world } = service;
    const caller = { roleArn: roleOf(service, 'sluice-deployment') };
    const call = (operation: string, input: object) => world.aws.call('ECS', operation, input, caller);
    const listener = world.template.resourcesOf('AWS::ElasticLoadBalancingV2::Listener')[0]?.made.ref ?? '';
    const unmarked = { RuleArn: `${listener.replace(':listener/', ':listener-rule/')}/0123456789abcdef` };
    await expect(world.aws.call('ElasticLoadBalancingV2', 'ModifyRule', unmarked, caller)).rejects.toEqual(
      refused('elasticloadbalancing:ModifyRule'),
    );
    await expect(call('RegisterTaskDefinition', { ...revision, family: 'storefront' })).rejects.toEqual(
      refused('ecs:RegisterTaskDefinition'),
    );
    await expect(call('RegisterTaskDefinition', { ...revision, taskRoleArn: caller.roleArn })).rejects.toEqual(refused('iam:PassRole'));
    const taskRoleArn = roleOf(service, ':role/sluice/eu-west-1/');
    const tags = [{ key: 'team', value: 'shop' }];
    expect(await call('RegisterTaskDefinition', { ...revision, taskRoleArn, tags })).toMatchObject({ taskDefinition: { taskRoleArn } });
  });
});
