import { expect, it } from 'vitest';
import { limits } from '../../../core/limits.ts';
import type { LookedUp } from '../../../functions/reconcile/look-up.ts';
import { watcher } from '../../../functions/reconcile/watcher.ts';
import { admittedAt, aPlan, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { aBench } from './a-bench.ts';

const aRunning = (index: number, ruleArn: string): LookedUp => {
  const plan = aPlan({ deploymentId: `orders-${index}`, service: `service-${index}`, ruleArn });
  const deployment = aProgressing({ plan, seenAt: admittedAt.toISOString() });
  const lease = { service: plan.service, holder: deployment.id, executionArn: deployment.executionArn, fence: 1, leasedAt: '' };
  return {
    lease: { ...lease, alarmArns: [], candidateLane: '' },
    job: 'deployment',
    executionRunning: true,
    deployment,
    restore: { number: 0, running: false },
  };
};

it('looks closely at one whose rule looks wrong, however many others nobody has looked at for long', async () => {
  const { needs } = aBench({ now: secondsLater(3_600) });
  const closely: string[] = [];
  const traffic: typeof needs.traffic = {
    read: async (plan) => {
      closely.push(plan.service);
      return needs.traffic.read(plan);
    },
  };
  const shown = (ruleArn: string) => (ruleArn === 'wrong' ? someActions(50, 50) : someActions(95, 5));
  const glance: typeof needs.glance = {
    someRules: async (arns) => new Map(arns.map((ruleArn) => [ruleArn, { ruleArn, actions: shown(ruleArn), isDefault: false }])),
  };
  const many = Array.from({ length: limits.sweepLooks.value + 5 }, (_, index) => aRunning(index, 'right'));
  const running = [...many, aRunning(1_000, 'wrong')];
  const watch = await watcher({ ...needs, traffic, glance }, running, () => undefined);
  for (const each of running) await watch(each);
  expect([closely.length, closely.at(-1)]).toEqual([limits.sweepLooks.value + 1, 'service-1000']);
});
