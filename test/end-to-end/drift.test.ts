import { describe, expect, it } from 'vitest';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { editedAssembly } from './edited-assembly.ts';
import { setWeights } from './set-weights.ts';

const local = { roleArn: 'local' };

interface RulesAnswer {
  readonly Rules: readonly { readonly RuleArn: string; readonly IsDefault?: boolean }[];
}

/** A good version at 25 % of the users, half a minute into the bake, whose rule somebody then changes. */
async function drifted(blue: number, green: number): Promise<ReleasedService> {
  const service = await aReleasedService();
  service.push('1.1.0');
  await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
  await service.pass(30);
  await setWeights(service, blue, green);
  return service;
}

const step = (approval: boolean) => String.raw`{\"candidatePercent\":25,\"bake\":\"2m\",\"approval\":${approval}}`;

/** A good version at 5 %, whose next step has waited for six minutes for somebody to agree. */
async function waitingForApproval() {
  const service = await aReleasedService({ assembly: editedAssembly({ stack: 'SluiceStorefront', from: step(false), to: step(true) }) });
  service.push('1.1.0');
  const { name } = await service.entered('AwaitApproval');
  await service.pass(6 * 60);
  return { service, name };
}

const shiftsOf = ({ log }: ReleasedService) => log.changes().filter((change) => change.endsWith('.ModifyRule')).length;
const pagesOf = ({ world }: ReleasedService) => world.sns.published().map(({ subject }) => subject);
const logged = async (service: ReleasedService) => {
  const [deployment] = await service.deployments();
  return (await service.ledger.events(deployment?.name ?? '')).map(({ type }) => type);
};

describe('weights that somebody changes in the middle of a bake', () => {
  it('freeze the deployment and page within two minutes, also when they are those of the template', async () => {
    const service = await drifted(100, 0);
    const before = shiftsOf(service);
    await service.pass(120);
    expect(pagesOf(service)).toEqual(['Sluice froze storefront']);
    await service.pass(20 * 60);
    expect([shiftsOf(service), pagesOf(service).length]).toEqual([before, 1]);
    const { blue: stable, green: candidate } = await service.lanes();
    expect([stable.weight, candidate.weight]).toEqual([100, 0]);
    expect(await logged(service)).toEqual(expect.arrayContaining(['DeploymentFrozen', 'DriftPaged']));
    expect(await service.deployments()).toMatchObject([{ status: 'RUNNING' }]);
  });

  it('and a page of words instead of users freeze it, too, though ELB checks no target that is in no rule', async () => {
    const service = await drifted(75, 25);
    const { aws } = service.world;
    const ListenerArn = service.wiring.ruleArn.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
    const { Rules } = (await aws.call('ElasticLoadBalancingV2', 'DescribeRules', { ListenerArn }, local)) as RulesAnswer;
    const Actions = [{ Type: 'fixed-response', Order: 1, FixedResponseConfig: { StatusCode: '503' } }];
    for (const { RuleArn, IsDefault } of Rules)
      if (IsDefault !== true) await aws.call('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn, Actions }, local);
    const before = shiftsOf(service);
    await service.pass(300);
    expect([shiftsOf(service), pagesOf(service)]).toEqual([before, ['Sluice froze storefront']]);
    expect(await service.deployments()).toMatchObject([{ status: 'RUNNING' }]);
  });

  it('let it go on by itself once they are as intended again, after another bake', async () => {
    const service = await drifted(50, 50);
    await service.pass(4 * 60);
    await setWeights(service, 75, 25);
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '50/50', '75/25', '50/50', '0/100']);
    expect(await logged(service)).toContain('FreezeEnded');
    expect(pagesOf(service)).toHaveLength(1);
  });

  it('do not keep a person from taking it back', async () => {
    const service = await drifted(0, 100);
    await service.pass(5 * 60);
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'this was me' });
    expect(await service.ended()).toMatchObject({ error: 'RolledBack' });
    expect((await service.lanes()).blue.weight).toBe(100);
  });
});

describe('weights that somebody changes while a step waits for an approval', () => {
  it('page within two minutes, though nobody looks, and wait with the approval', async () => {
    const { service, name } = await waitingForApproval();
    await setWeights(service, 20, 80);
    await service.pass(120);
    expect(pagesOf(service)).toEqual(['Sluice froze storefront']);
    const before = shiftsOf(service);
    await service.ask('ApprovalGiven', { deploymentId: name, stepIndex: 1, by: 'ada' });
    await service.pass(60);
    expect(shiftsOf(service)).toBe(before);
    await setWeights(service, 95, 5);
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
    expect(pagesOf(service)).toHaveLength(1);
  });
});

describe('a candidate that somebody puts to rest while a step waits for an approval', () => {
  it('loses its users within two minutes, though nobody looks and no task failed', async () => {
    const { service } = await waitingForApproval();
    const { cluster, green } = service.wiring;
    await service.world.aws.call('ECS', 'UpdateService', { cluster, service: green.ecsService, desiredCount: 0 }, local);
    await service.until('the candidate to be empty', async () => (await service.lanes()).green.healthy === 0);
    await service.pass(120);
    expect((await service.lanes()).blue.weight).toBe(100);
    expect(await service.ended()).toMatchObject({
      error: 'RolledBack',
      cause: expect.stringContaining('no target of the candidate is healthy'),
    });
  });
});
