import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { executionArnOf } from '../../../core/deployment/execution-arn.ts';
import { leasesOf } from '../../../functions/reconcile/leases-of.ts';
import { restoreName } from '../../../functions/reconcile/restores.ts';
import { deploymentIdOf } from '../../../functions/start-deployment/deployment-id.ts';
import { admittedAt, aProgressing } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { machineArn as restoreMachineArn } from '../an-event.ts';

const deploymentMachineArn = restoreMachineArn.replace('sluice-restore', 'sluice-deployment');
const deployed = (name: string) => executionArnOf(deploymentMachineArn, name);
const restored = (name: string) => executionArnOf(restoreMachineArn, name);
const trigger = { kind: 'request', id: 'release-9', at: admittedAt.toISOString() } as const;
const [orders, app] = [deploymentIdOf({ service: 'orders', trigger }), deploymentIdOf({ service: 'rollback-app', trigger })];

/** The services whose leases an end concerns, of two that are held. */
async function concerned(endedArn: string): Promise<readonly string[]> {
  const ledger = memoryLedger();
  for (const [service, holder] of [
    ['orders', `rollback:${orders}`],
    ['rollback-app', app],
  ] as const) {
    const executionArn = holder === app ? deployed(app) : restored(`rollback-${orders}`);
    await ledger.lease({ service, holder, executionArn, alarmArns: [], candidateLane: '' }, admittedAt);
  }
  return (await leasesOf({ ledger, deploymentMachineArn }, endedArn)).map(({ service }) => service);
}

describe('the leases that the end of an execution concerns', () => {
  it.each([
    ['the deployment that is taken back', deployed(orders), ['orders']],
    ['the rollback that a person asked for', restored(`rollback-${orders}`), ['orders']],
    ['a restore of it', restored(restoreName(orders, 2, admittedAt)), ['orders']],
    ['a restore of it that has no number any more', restored(restoreName(orders, 1_000, admittedAt)), ['orders']],
    ['a deployment of a service that is named like a rollback', deployed(app), ['rollback-app']],
    ['a restore of that', restored(restoreName(app, 1, admittedAt)), ['rollback-app']],
    ['an earlier deployment', deployed('orders-20261119T101000Z-99999999'), []],
    ['a deployment of another service', deployed('billing-20261120T101000Z-1a2b3c4d'), []],
  ])('are read for what is named after %s', async (_, endedArn, services) => {
    expect(await concerned(endedArn)).toEqual(services);
  });

  it('are read for what the record says when a person named it', async () => {
    const ledger = memoryLedger();
    await anAdmitted(ledger, { ...aProgressing(), id: 'by-hand' }, { executionArn: deployed('by-hand') });
    const ofHand = async (endedArn: string) => (await leasesOf({ ledger, deploymentMachineArn }, endedArn)).map(({ service }) => service);
    expect(await Promise.all(['by-hand', 'nobodys'].map((name) => ofHand(deployed(name))))).toEqual([['orders'], []]);
  });
});
