import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import type { RuleActions } from '../../../core/deployment/aws-requests.ts';
import { retirementHolder, rollbackHolder, stackUpdateHolder } from '../../../core/deployment/holders.ts';
import type { Lane } from '../../../core/deployment/lane.ts';
import type { LaneFacts } from '../../../core/deployment/readiness.ts';
import { claimRetirement } from '../../../functions/claim-retirement/claim-retirement.ts';
import { admittedAt, aLane, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';

const { id } = aProgressing();
const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:retire';
const holder = retirementHolder(id);
const taskDefinitionArn = 'orders-green:7';
const running = (revision: string) => [{ taskDefinitionArn: revision, rolloutState: 'COMPLETED', because: undefined }];

interface Change {
  readonly actions?: RuleActions;
  readonly old?: Partial<LaneFacts>;
  /** What the promoted lane runs. */
  readonly promoted?: string;
  readonly serving?: Partial<LaneFacts>;
}

/** A promoted deployment whose rollback window is over. */
async function aBench({ actions = someActions(0, 100), old = {}, promoted = taskDefinitionArn, serving }: Change = {}) {
  const ledger = memoryLedger();
  await anAdmitted(ledger, { ...aProgressing(), status: 'promoted' });
  await ledger.release('orders', id);
  const lanes = {
    read: async (_cluster: string, { lane }: Lane) => aLane(lane === 'blue' ? old : { deployments: running(promoted), ...serving }),
  };
  const claim = claimRetirement({ ledger, lanes, rules: { actions: async () => actions }, now: () => admittedAt });
  return { ledger, claim: () => claim({ deploymentId: id, executionArn, taskDefinitionArn }) };
}

describe('claimRetirement', () => {
  it('retires the old lane under the lease of the service when no user reaches it', async () => {
    const { ledger, claim } = await aBench();
    expect(await claim()).toEqual({ kind: 'retire', because: 'no user reaches blue any more' });
    expect(await ledger.leaseOf('orders')).toEqual({
      service: 'orders',
      holder,
      executionArn,
      fence: 2,
      alarmArns: [],
      candidateLane: '',
      leasedAt: admittedAt.toISOString(),
    });
  });

  it('answers a retry the same', async () => {
    const { claim } = await aBench();
    expect(await claim()).toEqual(await claim());
  });

  it.each([
    ['a single user in a hundred reaches it', { actions: someActions(1, 99) }, 'traffic is split'],
    ['it was taken back', { actions: someActions(100, 0) }, 'traffic is on stable'],
    ['the rule cannot be read', { actions: [] }, 'traffic is split'],
    ['it runs another revision', { old: { deployments: running('orders-blue:43') } }, 'blue runs another revision by now'],
    ['a newer promotion may go back to it', { promoted: 'orders-green:8' }, 'green runs another revision by now: blue is its way back'],
    // Somebody stopped it, or it crashes: whoever asks to go back now has to find somebody there.
    ['nobody serves on the other', { serving: { healthyTargets: 0 } }, 'no target of green is healthy: blue is its way back'],
  ])('keeps the old lane and gives the lease back when %s', async (_, change, because) => {
    const { ledger, claim } = await aBench(change);
    expect(await claim()).toEqual({ kind: 'keep', because });
    expect(await ledger.heldLeases()).toEqual([]);
  });

  // ECS did not tell how the lanes are: the request is tried again in a minute, and would find nothing to go back to.
  it('keeps the old lane when a person asked to go back since the deployment began, and not for what was asked before', async () => {
    const { ledger, claim } = await aBench();
    const asked = (seconds: number) =>
      ({ kind: 'abort', source: 'ana', because: 'wrong price', occurredAt: secondsLater(seconds).toISOString() }) as const;
    await ledger.abortUnbegun('orders', asked(-1));
    expect(await claim()).toMatchObject({ kind: 'retire' });
    await ledger.release('orders', holder);
    await ledger.abortUnbegun('orders', asked(60));
    expect(await claim()).toEqual({ kind: 'keep', because: `ana asked to go back at ${secondsLater(60).toISOString()}` });
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it('keeps the old lane while another deployment has the service', async () => {
    const { ledger, claim } = await aBench();
    const next = { service: 'orders', holder: 'orders-next', executionArn: 'arn:next', alarmArns: [], candidateLane: 'prod/orders-blue' };
    await ledger.lease(next, admittedAt);
    expect(await claim()).toEqual({ kind: 'keep', because: 'orders-next has the service, or is to have it next' });
    expect((await ledger.leaseOf('orders'))?.holder).toBe('orders-next');
  });

  it('keeps the old lane while the service is kept for a rollback that waits for a stack update', async () => {
    const { ledger, claim } = await aBench();
    const [update, back] = [stackUpdateHolder('orders'), rollbackHolder(id)];
    await ledger.lease({ service: 'orders', holder: update, executionArn: '', alarmArns: [], candidateLane: '' }, admittedAt);
    await ledger.reserve('orders', update, { holder: back, until: secondsLater(60).toISOString() });
    await ledger.release('orders', update);
    expect(await claim()).toEqual({ kind: 'keep', because: `${back} has the service, or is to have it next` });
    expect(await ledger.heldLeases()).toEqual([]);
  });
});
