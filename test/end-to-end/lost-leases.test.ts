import { expect, it } from 'vitest';
import type { Plan } from '../../core/deployment/plan.ts';
import { aReleasedService } from './a-released-service.ts';

const local = { roleArn: 'local' };

/** What a person reads on the page. */
interface Page extends Pick<Plan, 'deploymentId' | 'ruleArn' | 'drainSeconds'> {
  readonly wanted: object;
  readonly laneToStop: { readonly cluster: string; readonly service: string };
  readonly scalingToGiveBack: Plan['restoredScaling'];
}

// The reconciler looks after leases: whoever lost his is restored by nobody, and the page says so and has all that a person needs.
it('a deployment that lost its lease says that nobody restores, and its page is enough to do it by hand', async () => {
  const service = await aReleasedService();
  const { world, ledger } = service;
  service.push('1.1.0');
  await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
  const [{ name } = { name: '' }] = await service.deployments();
  const another = { service: 'storefront', holder: 'another', executionArn: 'arn:another', alarmArns: [], candidateLane: '' };
  await ledger.release('storefront', name);
  await ledger.lease(another, service.now());
  expect(await service.ended()).toMatchObject({ error: 'LeaseLostError' });
  const published = world.sns.published().filter(({ subject }) => subject === 'Sluice lost its lease of storefront: nobody restores');
  expect(published).toHaveLength(1);
  await ledger.release('storefront', another.holder);
  await service.pass(300);
  expect([(await service.lanes()).green.weight, await service.restores()]).toEqual([25, []]);
  const page = JSON.parse(published[0]?.message ?? '{}') as Page;
  expect(page).toMatchObject({ deploymentId: name, ruleArn: service.wiring.ruleArn });
  await world.aws.call('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: page.ruleArn, Actions: page.wanted }, local);
  await service.pass(page.drainSeconds);
  await world.aws.call('ECS', 'UpdateService', { ...page.laneToStop, desiredCount: 0 }, local);
  for (const target of page.scalingToGiveBack) await world.aws.call('ApplicationAutoScaling', 'RegisterScalableTarget', target, local);
  await service.pass(120);
  expect(await service.lanes()).toMatchObject({ blue: { weight: 100, healthy: 2 }, green: { weight: 0, running: 0 } });
});
