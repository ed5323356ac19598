import { describe, expect, it } from 'vitest';
import type { Lease } from '../../../adapters/ledger/ledger.ts';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { rollbackHolder } from '../../../core/deployment/holders.ts';
import { DependencyError, InvalidInputError } from '../../../core/errors.ts';
import { type Observers, observeLease } from '../../../functions/reconcile/observe-lease.ts';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { admittedAt, aLane, aPlan, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { fakeExecutions } from '../fake-executions.ts';

const target = (ecsService: string, MinCapacity: number) => ({
  ServiceNamespace: 'ecs' as const,
  ResourceId: `service/prod/${ecsService}`,
  ScalableDimension: 'ecs:service:DesiredCount' as const,
  MinCapacity,
  MaxCapacity: 10,
  SuspendedState: { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false },
});
const promotedScaling = [target('orders-green', 2), target('orders-blue', 0)];
const restoredScaling = [target('orders-blue', 2), target('orders-green', 0)];
const deployment = aProgressing({ plan: aPlan({ promotedScaling, restoredScaling }) });
const { id, executionArn } = deployment;

/** A lease whose execution failed, and what it is looked at with. */
async function aHeld(change: Partial<Observers> = {}) {
  const ledger = memoryLedger();
  await anAdmitted(ledger, deployment);
  const needs: Observers = {
    ledger,
    executions: fakeExecutions({ [executionArn]: 'failed' }).executions,
    lanes: { read: async () => aLane() },
    rules: { actions: async () => someActions(0, 100) },
    scaling: { targets: async () => promotedScaling },
    restoreMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-restore',
    now: () => secondsLater(600),
    ...change,
  };
  const [lease] = await ledger.heldLeases();
  return { ledger, needs, observe: () => observeLease(needs, lease as Lease) };
}

const gone = () => Promise.reject(new InvalidInputError('listener rule r does not exist'));

describe('observeLease', () => {
  it('reads the scaling of both lanes', async () => {
    const asked: unknown[] = [];
    const targets = async (...args: unknown[]) => {
      asked.push(args);
      return promotedScaling;
    };
    const { observe } = await aHeld({ scaling: { targets } });
    expect(await observe()).toMatchObject({ promotedScalingInEffect: true, restoredScalingInEffect: false });
    expect(asked).toEqual([['prod', ['orders-blue', 'orders-green']]]);
  });

  it('sees scaling as it was before', async () => {
    const { observe } = await aHeld({ scaling: { targets: async () => restoredScaling } });
    expect(await observe()).toMatchObject({ promotedScalingInEffect: false, restoredScalingInEffect: true });
  });

  it.each<[string, Partial<Observers>, string]>([
    ['rule', { rules: { actions: gone } }, 'listener rule r does not exist'],
    ['lane', { lanes: { read: gone } }, 'listener rule r does not exist'],
    [
      'ECS service that is deleted',
      { lanes: { read: async (_, { lane }) => aLane({ status: lane === 'blue' ? 'INACTIVE' : 'ACTIVE' }) } },
      'ECS service prod/orders-blue of lane blue is deleted',
    ],
  ])('says that a %s is gone', async (_, change, missing) => {
    expect(await (await aHeld(change)).observe()).toMatchObject({ whole: 'gone', missing });
  });

  it('does not call gone what only does not answer', async () => {
    const { observe } = await aHeld({ rules: { actions: () => Promise.reject(new DependencyError('ELB is busy')) } });
    await expect(observe()).rejects.toThrow('ELB is busy');
  });

  // The lease is taken before Step Functions shows the execution that a rollback starts under it.
  it.each([
    [59, true],
    [60, false],
  ])('takes an execution that Step Functions does not know for running after %i s: %s', async (seconds, executionRunning) => {
    const { observe } = await aHeld({ executions: fakeExecutions().executions, now: () => secondsLater(seconds) });
    expect(await observe()).toMatchObject({ executionRunning });
  });

  it('does not wait for an execution that failed at once', async () => {
    const { observe } = await aHeld({ now: () => secondsLater(1) });
    expect(await observe()).toMatchObject({ executionRunning: false });
  });
});

describe('reconcile of what is gone', () => {
  async function aReconciler(page: () => Promise<void> = async () => undefined) {
    const { ledger, needs } = await aHeld({ rules: { actions: gone } });
    const effects: unknown[] = [];
    const run = reconcile({
      ...needs,
      ledger,
      record: async (deploymentId, kind, { because }) => {
        effects.push([deploymentId, kind, because]);
        return { kind, because: 'recorded' };
      },
      pager: {
        page: async (subject, message) => {
          await page();
          effects.push([subject, JSON.parse(message)]);
        },
      },
    });
    return { ledger, effects, run };
  }
  const because = 'its execution ended while the deployment was progressing and listener rule r does not exist';

  it('tells a person once, and gives the lease back', async () => {
    const { ledger, effects, run } = await aReconciler();
    await run();
    await run();
    expect(await ledger.heldLeases()).toEqual([]);
    expect(effects).toEqual([
      [id, 'needs-human', because],
      ['Sluice gives up orders', { deploymentId: id, service: 'orders', because }],
    ]);
  });

  it('gives back the lease of a rollback, too', async () => {
    const { ledger, run } = await aReconciler();
    await ledger.release('orders', id);
    const lease = { service: 'orders', holder: rollbackHolder(id), executionArn, alarmArns: [], candidateLane: '' };
    await ledger.lease(lease, admittedAt);
    await run();
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it('keeps the lease until the page went out', async () => {
    const { ledger, run } = await aReconciler(() => Promise.reject(new DependencyError('SNS is busy')));
    await expect(run()).rejects.toThrow('SNS is busy');
    expect((await ledger.heldLeases()).map(({ holder }) => holder)).toEqual([id]);
  });
});
