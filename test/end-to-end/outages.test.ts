import { InternalServerError } from '@aws-sdk/client-dynamodb';
import { ElasticLoadBalancingV2ServiceException } from '@aws-sdk/client-elastic-load-balancing-v2';
import { InternalException } from '@aws-sdk/client-eventbridge';
import { InternalErrorException } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import type { Call, CallFault } from '../../local/aws/router.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { atAQuarter, ring } from './mid-flight.ts';

const down = { message: 'the test took it down', $metadata: { httpStatusCode: 500 } };
const noBus = () => anOutage('EventBridge', 'PutEvents', new InternalException(down));
const noPages = () => anOutage('SNS', 'Publish', new InternalErrorException(down));
const noLeases = () => anOutage('DynamoDB', 'Query', new InternalServerError(down));
const noRules = () => {
  const error = new ElasticLoadBalancingV2ServiceException({ ...down, name: 'InternalFailure', $fault: 'server' });
  return anOutage('ElasticLoadBalancingV2', 'ModifyRule', error);
};

/** A service of AWS that answers nothing but errors while `down`. */
function anOutage(service: string, operation: string, error: Error) {
  const outage = { down: false, met: 0, fault: (call: Call): CallFault | undefined => refuse(call) };
  const refuse = (call: Call): CallFault | undefined => {
    if (!outage.down || call.service !== service || call.operation !== operation) return undefined;
    outage.met += 1;
    return { throwBefore: error };
  };
  return outage;
}

/** A service of AWS that answers nothing for a minute while `down`. */
function aSilence(service: string) {
  const silence = { down: false, met: 0, fault: (call: Call): CallFault | undefined => delay(call) };
  const delay = (call: Call): CallFault | undefined => {
    if (!silence.down || call.service !== service) return undefined;
    silence.met += 1;
    return { delayMs: 60_000 };
  };
  return silence;
}

/** World seconds from an alarm until every user is on stable, and how the deployment ended. */
async function secondsBack(service: ReleasedService): Promise<number> {
  await atAQuarter(service);
  const rangAt = service.now().getTime();
  await ring(service);
  await service.until('every user on stable', async () => (await service.lanes()).blue.weight === 100);
  const seconds = (service.now().getTime() - rangAt) / 1_000;
  expect(await service.ended()).toMatchObject({ error: 'RolledBack', path: expect.not.arrayContaining(['NeedsHuman']) });
  expect(await service.ledger.heldLeases()).toEqual([]);
  return seconds;
}

describe('while EventBridge takes no event of Sluice', () => {
  it('deployments begin, end and give their lease back as ever; the bus hears of them, once each, when it is back', async () => {
    const outage = noBus();
    const service = await aReleasedService({ fault: outage.fault });
    outage.down = true;
    service.push('1.1.0');
    const { name } = await service.ended();
    await service.until('the old lane to rest', async () => (await service.lanes()).blue.running === 0);
    expect([await service.ledger.heldLeases(), service.log.published()]).toEqual([[], []]);
    await service.pass(1_800);
    outage.down = false;
    await service.pass(65);
    const heard = service.log.published().map(({ type, deploymentId }) => [type, deploymentId]);
    expect(heard).toEqual(['DeploymentAdmitted', 'DeploymentPromoted', 'StableRetired'].map((type) => [type, name]));
    await service.pass(300);
    expect(service.log.published()).toHaveLength(3);
  });

  it('a rollback is as fast as ever', async () => {
    const outage = noBus();
    outage.down = true;
    const [calm, troubled] = [
      await secondsBack(await aReleasedService()),
      await secondsBack(await aReleasedService({ fault: outage.fault })),
    ];
    expect([troubled, outage.met > 0]).toEqual([calm, true]);
  });
});

describe('while SNS takes no page', () => {
  it('a rollback is as fast as ever, and asks for nobody', async () => {
    const outage = noPages();
    outage.down = true;
    const [calm, troubled] = [
      await secondsBack(await aReleasedService()),
      await secondsBack(await aReleasedService({ fault: outage.fault })),
    ];
    expect(troubled).toBe(calm);
  });

  it('a rollback that ELB refuses for a while, too, waits eleven seconds at most for a page that hangs', async () => {
    const elb = noRules();
    const restored = async (pages: boolean) => {
      const silence = aSilence('SNS');
      silence.down = !pages;
      const service = await aReleasedService({ fault: (call) => elb.fault(call) ?? silence.fault(call) });
      await atAQuarter(service);
      elb.down = true;
      await ring(service);
      await service.entered('WarnHuman');
      const warnedAt = service.now().getTime();
      elb.down = false;
      await service.until('every user on stable', async () => (await service.lanes()).blue.weight === 100);
      return (service.now().getTime() - warnedAt) / 1_000;
    };
    expect(await restored(false)).toBeLessThanOrEqual((await restored(true)) + 11 + 5);
  });
});

// Only when a try is over does the next one begin, and it calls a person before. The sweep begins it, and looks at more than it needs for that.
describe('a way back that found stable empty twice', () => {
  it('is tried again as soon as stable serves', async () => {
    expect(await secondsFromServing()).toBeLessThan(60);
  });

  it.each(['SNS', 'EventBridge'])('waits a minute longer at most while %s answers nothing', async (name) => {
    const silence = aSilence(name);
    expect(await secondsFromServing(silence)).toBeLessThan(120);
    expect(silence.met).toBeGreaterThan(0);
  });

  it.each([
    ['ApplicationAutoScaling', 'DescribeScalableTargets'],
    ['ECS', 'DescribeServices'],
    ['ElasticLoadBalancingV2', 'DescribeTargetHealth'],
    ['ElasticLoadBalancingV2', 'DescribeRules'],
    ['SFN', 'ListExecutions'],
  ])('waits a minute longer at most while %s refuses %s to the reconciler', async (name, operation) => {
    const outage = anOutage(name, operation, new InternalServerError(down));
    const { fault } = outage;
    outage.fault = (call) => (/sweep|reconcile/.test(call.caller.roleArn) ? fault(call) : undefined);
    expect(await secondsFromServing(outage)).toBeLessThan(120);
    expect(outage.met).toBeGreaterThan(0);
  });
});

/** World seconds from stable's first healthy target until every user is there, after two tries that found it empty. */
async function secondsFromServing(trouble = aSilence('nothing')): Promise<number> {
  const service = await aReleasedService({ fault: (call) => trouble.fault(call) });
  const { cluster, blue } = service.wiring;
  const size = (desiredCount: number) =>
    service.world.aws.call('ECS', 'UpdateService', { cluster, service: blue.ecsService, desiredCount }, { roleArn: 'local' });
  await atAQuarter(service);
  await size(0);
  await service.until('stable to be empty', async () => (await service.lanes()).blue.running === 0);
  trouble.down = true;
  await ring(service);
  await service.until('the first restore to give up', async () => (await service.restores())[0]?.error === 'NeedsHuman');
  await size(2);
  await service.until('stable to serve', async () => (await service.lanes()).blue.healthy > 0);
  const servesAt = service.now().getTime();
  await service.until('every user on stable', async () => (await service.lanes()).blue.weight === 100);
  return (service.now().getTime() - servesAt) / 1_000;
}

// Lambda tries an event that failed again a minute later: users would stay on the candidate until then, or until the next look.
describe('an alarm that rings while DynamoDB does not say for some seconds which deployments there are', () => {
  it('has users back within seconds, once it does', async () => {
    const outage = noLeases();
    const service = await aReleasedService({ fault: outage.fault });
    await atAQuarter(service);
    outage.down = true;
    await ring(service);
    await service.pass(10);
    expect([outage.met > 0, (await service.lanes()).blue.weight]).toEqual([true, 75]);
    outage.down = false;
    await service.pass(10);
    expect((await service.lanes()).blue.weight).toBe(100);
  });
});

describe('an event that cannot be handled', () => {
  it('pages from the queue, and keeps no other event waiting', async () => {
    const service = await aReleasedService();
    await atAQuarter(service);
    await service.ask('ApprovalGiven', { deploymentId: 'storefront', by: 'nobody' });
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada' });
    expect(await service.ended()).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('ada asked to go back') });
    await service.until('somebody to be paged', () =>
      service.world.sns.published().some(({ subject }) => /Undelivered/.test(subject ?? '')),
    );
  });
});
