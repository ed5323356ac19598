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

/** Which of these a sweep looks at closely so many seconds after their admission; the rule called `wrong` shows other weights. */
async function lookedAt(running: readonly LookedUp[], seconds: number): Promise<readonly string[]> {
  const { needs } = aBench({ now: secondsLater(seconds) });
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
  const watch = await watcher({ ...needs, traffic, glance }, running, () => undefined);
  for (const each of running) await watch(each);
  return closely;
}

const most = limits.sweepLooks.value;
const many = (count: number) => Array.from({ length: count }, (_, index) => aRunning(index, 'right'));

it('looks closely at one whose rule looks wrong, however many others nobody has looked at for long', async () => {
  const closely = await lookedAt([...many(most + 5), aRunning(1_000, 'wrong')], 3_600);
  expect([closely.length, closely.at(-1)]).toEqual([most + 1, 'service-1000']);
});

it.each([61, 103, 155])('looks at no more than it may, and at each of %i within three times the minutes they take', async (count) => {
  const running = many(count);
  const seen = new Set<string>();
  for (let minute = 0; minute < 3 * Math.ceil(count / most); minute += 1) {
    const closely = await lookedAt(running, 3_600 + 60 * minute);
    expect(closely).toHaveLength(most);
    for (const service of closely) seen.add(service);
  }
  expect(seen.size).toBe(count);
});

// A place that is counted among those of a minute may be the first ones' in each minute.
it('looks at each in such a time also while others come and go', async () => {
  const running = many(155);
  const waiting = new Set(running.slice(0, 61).map(({ lease }) => lease.service));
  const placeOf = (seconds: number, count: number) => (Math.floor(secondsLater(seconds).getTime() / 60_000) * most) % count;
  for (let minute = 0; minute < 3 * Math.ceil(155 / most); minute += 1) {
    const seconds = 3_600 + 60 * minute;
    const counts = Array.from({ length: 95 }, (_, index) => 61 + index);
    const [worst = 61] = counts.sort((one, other) => placeOf(seconds, one) - placeOf(seconds, other));
    for (const service of await lookedAt(running.slice(0, worst), seconds)) waiting.delete(service);
  }
  expect([...waiting]).toEqual([]);
});
