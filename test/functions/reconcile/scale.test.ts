import { describe, expect, it } from 'vitest';
import type { ExecutionStatus } from '../../../adapters/executions.ts';
import { DependencyError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { admittedAt, aPlan, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { aBench, restoreMachineArn } from './a-bench.ts';

const services = 1_000;
const executionArnOf = (id: string) => `arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:${id}`;

/** Step Functions' default quotas in eu-west-1: calls at once, and calls a second after that. */
const quotas = { DescribeExecution: [300, 15], ListExecutions: [100, 5], StartExecution: [1_300, 300] } as const;

/** A thousand deployments in the middle of their first step, all with the same status; each call takes 20 ms and its token. */
async function aThousand(status: ExecutionStatus) {
  const ids = Array.from({ length: services }, (_, index) => `service-${index}-20261120T100000Z-1a2b3c`);
  const bench = aBench({ statuses: Object.fromEntries(ids.map((id) => [executionArnOf(id), status])), actions: someActions(95, 5) });
  for (const [index, id] of ids.entries()) {
    const deployment = aProgressing({
      plan: aPlan({ deploymentId: id, service: `service-${index}` }),
      seenAt: secondsLater(590).toISOString(),
    });
    await bench.ledger.lease(
      { ...{ service: `service-${index}`, holder: id, executionArn: executionArnOf(id) }, alarmArns: [], candidateLane: '' },
      admittedAt,
    );
    await bench.ledger.admit(deployment, { at: admittedAt.toISOString(), type: 'DeploymentAdmitted', because: 'the test begins' });
  }
  const calls: Record<string, number> = {};
  let busyMs = 0;
  const clockMs = () => secondsLater(600).getTime() + busyMs;
  const buckets = Object.fromEntries(Object.entries(quotas).map(([name, [size]]) => [name, { tokens: size as number, atMs: clockMs() }]));
  const metered =
    <Args extends unknown[], R>(name: string, call: (...args: Args) => Promise<R>) =>
    async (...args: Args): Promise<R> => {
      calls[name] = (calls[name] ?? 0) + 1;
      busyMs += 20 / limits.sweepAtOnce.value;
      const [bucket, quota] = [buckets[name], quotas[name as keyof typeof quotas]];
      if (bucket !== undefined && quota !== undefined) {
        bucket.tokens = Math.min(quota[0], bucket.tokens + ((clockMs() - bucket.atMs) / 1_000) * quota[1]) - 1;
        bucket.atMs = clockMs();
        if (bucket.tokens < 0) throw new DependencyError(`${name} is throttled`);
      }
      return call(...args);
    };
  const { ledger, executions, elb, glance, lanes } = bench.needs;
  const run = reconcile({
    ...bench.needs,
    ledger: {
      ...ledger,
      find: metered('GetItem', ledger.find),
      leaseOf: metered('GetItem', ledger.leaseOf),
      append: metered('UpdateItem', ledger.append),
    },
    executions: {
      ...executions,
      status: metered('DescribeExecution', executions.status),
      list: metered('ListExecutions', executions.list),
      start: metered('StartExecution', executions.start),
    },
    elb: { rules: metered('DescribeRules', elb.rules) },
    glance: { someRules: metered('DescribeRules', glance.someRules) },
    lanes: { read: metered('DescribeServices', lanes.read) },
    now: () => new Date(clockMs()),
  });
  return { ...bench, run, calls, seconds: () => busyMs / 1_000 };
}

describe('a sweep over a thousand leases', () => {
  it('asks Step Functions once when all executions run, and ends within its function’s time', async () => {
    const { run, calls, seconds } = await aThousand('running');
    expect((await run()).leases.map(({ repair }) => repair.kind)).toEqual(Array.from({ length: services }, () => 'leave'));
    expect(calls).toEqual({ ListExecutions: 1, GetItem: services, DescribeRules: 1 });
    expect(seconds()).toBeLessThan(limits.sweepSeconds.value);
  });

  it('looks closely at some of those whose looks are long ago, and at others in another minute', async () => {
    const { needs } = await aThousand('running');
    const sweepAt = async (minute: number) => {
      const closely: string[] = [];
      const traffic: typeof needs.traffic = {
        read: async (plan) => {
          closely.push(plan.service);
          return needs.traffic.read(plan);
        },
      };
      await reconcile({ ...needs, traffic, now: () => secondsLater(minute * 60) })();
      return closely;
    };
    const [one, other] = [await sweepAt(30), await sweepAt(31)];
    expect([one.length, other.length]).toEqual([limits.sweepLooks.value, limits.sweepLooks.value]);
    expect(one.filter((service) => other.includes(service))).toEqual([]);
  });

  it.each(['aborted', 'failed', 'timed-out'] as const)(
    'begins a thousand restores at once when all executions %s, within every quota',
    async (status) => {
      const { run, calls, effects, seconds } = await aThousand(status);
      await run();
      const { started } = await effects();
      expect(new Set(started.map(({ name }) => name)).size).toBe(services);
      expect(new Set(started.map(({ machineArn }) => machineArn))).toEqual(new Set([restoreMachineArn]));
      // Each record once, and each lease again before anything is done about it.
      const written = { StartExecution: services, UpdateItem: services };
      expect(calls).toEqual({ ListExecutions: 10, GetItem: 2 * services, DescribeRules: 1, ...written });
      expect(seconds()).toBeLessThan(limits.sweepSeconds.value);
    },
  );

  it('looks at one of them when the end of its execution woke it', async () => {
    const { run, calls, effects } = await aThousand('aborted');
    const executionArn = executionArnOf('service-7-20261120T100000Z-1a2b3c');
    await run({ 'detail-type': 'Step Functions Execution Status Change', detail: { executionArn } });
    expect((await effects()).started.map(({ name }) => name)).toEqual(['restore-service-7-20261120T100000Z-1a2b3c-1']);
    expect(calls).toMatchObject({ DescribeExecution: 2, GetItem: 3 });
  });

  it('says how many it had no time for, and begins with others in another minute', async () => {
    const { needs } = await aThousand('running');
    const slow = (minute: number) => {
      const found: string[] = [];
      let calls = 0;
      const now = () => new Date(secondsLater(minute * 60).getTime() + calls * 100);
      const find = async (id: string) => {
        calls += 1;
        found.push(id);
        return needs.ledger.find(id);
      };
      return { found, run: reconcile({ ...needs, now, ledger: { ...needs.ledger, find } }) };
    };
    const [one, other] = [slow(10), slow(11)];
    await expect(one.run()).rejects.toThrow(/no time was left for 9\d\d leases/);
    await expect(other.run()).rejects.toThrow();
    expect(one.found.filter((id) => other.found.includes(id))).toEqual([]);
  });
});
