import { describe, expect, it } from 'vitest';
import type { Plan } from '../../core/deployment/plan.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';

const local = { roleArn: 'local' };

/** Both machines lose what they may do, an alarm rings at a quarter of the users, and the first restore ends with a call for a person. */
async function givenUp(...denied: readonly string[]): Promise<ReleasedService> {
  const service = await aReleasedService();
  const { world } = service;
  service.push('1.1.0');
  await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
  const machines = world.iam.roleArns().filter((arn) => /sluice-(deployment|restore)/i.test(arn));
  for (const role of machines) for (const action of denied) world.iam.deny(role, action);
  const alarm = { AlarmName: 'storefront-green-slow', StateValue: 'ALARM', StateReason: 'the test rings it' };
  await world.aws.call('CloudWatch', 'SetAlarmState', alarm, local);
  await service.until('a restore to fail', async () => (await service.restores())[0]?.error === 'NeedsHuman');
  expect(world.sns.published().map(({ subject }) => subject)).toContain('Sluice needs a human: storefront');
  return service;
}

function pageOf(world: ReleasedService['world']): unknown {
  return JSON.parse(world.sns.published().find(({ subject }) => subject === 'Sluice needs a human: storefront')?.message ?? '{}');
}

/** What the runbook has a person send: the actions that the page wants. */
async function sendUsersBack({ world, wiring }: ReleasedService): Promise<void> {
  const { ruleArn, wanted } = pageOf(world) as { readonly ruleArn: string; readonly wanted: object };
  expect(ruleArn).toBe(wiring.ruleArn);
  await world.aws.call('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: ruleArn, Actions: wanted }, local);
}

/** The plan, as the runbook has a person read it: from the input of a restore of the deployment that the page names. */
async function planOf({ world }: ReleasedService): Promise<Plan> {
  const { deploymentId } = pageOf(world) as { readonly deploymentId: string };
  const [machine] = world.template
    .resourcesOf('AWS::StepFunctions::StateMachine')
    .filter(({ made }) => made.ref.endsWith('sluice-restore'));
  const list = await world.aws.call('SFN', 'ListExecutions', { stateMachineArn: machine?.made.ref }, local);
  const { executions } = list as { readonly executions: readonly { readonly name: string; readonly executionArn: string }[] };
  const executionArn = executions.find(({ name }) => name.includes(deploymentId))?.executionArn;
  const described = await world.aws.call('SFN', 'DescribeExecution', { executionArn }, local);
  return (JSON.parse((described as { readonly input: string }).input) as { readonly plan: Plan }).plan;
}

/** Seconds until the service is free, and whether the next push is released. */
async function freed(service: ReleasedService): Promise<number> {
  const from = service.now().getTime();
  await service.until('the lease to be free', async () => (await service.ledger.heldLeases()).length === 0);
  const seconds = (service.now().getTime() - from) / 1_000;
  const [{ name } = { name: '' }] = await service.deployments();
  expect(await service.ledger.load(name)).toMatchObject({ status: 'rolled-back' });
  expect(service.log.published().at(-1)).toMatchObject({ type: 'DeploymentRolledBack', deploymentId: name });
  return seconds;
}

describe('a service whose users nobody could send back', () => {
  it('is free minutes after a person sent them: the machine that goes on trying sees it and does the rest', async () => {
    const service = await givenUp('elasticloadbalancing:ModifyRule');
    await sendUsersBack(service);
    expect(await freed(service)).toBeLessThan(300);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 100, healthy: 2 }, green: { weight: 0, running: 0 } });
  });

  it('is free also when the machines may do nothing, and a person did all of it', async () => {
    const all = ['elasticloadbalancing:ModifyRule', 'ecs:UpdateService', 'application-autoscaling:RegisterScalableTarget'];
    const service = await givenUp(...all);
    const { cluster, candidate, restoredScaling, drainSeconds, service: name } = await planOf(service);
    expect(name).toBe('storefront');
    const { world } = service;
    await sendUsersBack(service);
    await service.pass(drainSeconds);
    expect((await service.lanes()).green.weight).toBe(0);
    await world.aws.call('ECS', 'UpdateService', { cluster, service: candidate.ecsService, desiredCount: 0 }, local);
    for (const target of restoredScaling) await world.aws.call('ApplicationAutoScaling', 'RegisterScalableTarget', target, local);
    expect(await freed(service)).toBeLessThan(300);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 100, healthy: 2 }, green: { weight: 0, running: 0 } });
  });
});
