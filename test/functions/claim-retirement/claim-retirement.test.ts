import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import type { RequestCounter } from '../../../adapters/metrics/request-counter.ts';
import type { RuleActions } from '../../../core/deployment/aws-requests.ts';
import { retirementHolder, rollbackHolder, stackUpdateHolder } from '../../../core/deployment/holders.ts';
import type { Lane } from '../../../core/deployment/lane.ts';
import type { LaneFacts } from '../../../core/deployment/readiness.ts';
import { DependencyError } from '../../../core/errors.ts';
import { claimRetirement } from '../../../functions/claim-retirement/claim-retirement.ts';
import { admittedAt, aLane, aProgressing, blueArn, secondsLater, someActions } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';

const { id, plan } = aProgressing();
const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:retire';
const holder = retirementHolder(id);
const taskDefinitionArn = 'orders-green:7';
const running = (revision: string) => [{ taskDefinitionArn: revision, rolloutState: 'COMPLETED', because: undefined }];

/** When it was promoted, and when its rollback window is over. */
const [promotedAt, claimedAt] = [secondsLater(600), secondsLater(1_200)];

interface Change {
  readonly actions?: RuleActions;
  readonly old?: Partial<LaneFacts>;
  /** What the promoted lane runs. */
  readonly promoted?: string;
  readonly serving?: Partial<LaneFacts>;
  /** How many requests reached the old lane. */
  readonly reached?: RequestCounter;
  readonly now?: Date;
}

/** A promoted deployment whose rollback window is over. */
async function aBench({ actions = someActions(0, 100), old = {}, promoted = taskDefinitionArn, ...change }: Change = {}) {
  const { serving, reached: requests = async () => 0, now = claimedAt } = change;
  const ledger = memoryLedger();
  await anAdmitted(ledger);
  const event = { at: promotedAt.toISOString(), type: 'DeploymentPromoted', because: 'every step was safe' } as const;
  await ledger.finish(id, { status: 'promoted', event });
  await ledger.release('orders', id);
  const lanes = {
    read: async (_cluster: string, { lane }: Lane) => aLane(lane === 'blue' ? old : { deployments: running(promoted), ...serving }),
  };
  const claim = claimRetirement({ ledger, lanes, rules: { actions: async () => actions }, requests, now: () => now });
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
      leasedAt: claimedAt.toISOString(),
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

  // Another rule, or another listener's, may name its target group: at rest it would answer those users with 503.
  it('keeps the old lane while requests reach it all the same, and says since when', async () => {
    const { ledger, claim } = await aBench({ reached: async () => 12 });
    const because = `12 requests reached blue since ${secondsLater(720).toISOString()}: another rule sends them there, or a cookie`;
    expect(await claim()).toEqual({ kind: 'keep', because });
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it.each([
    ['the last hour', secondsLater(10_000), secondsLater(6_400)],
    ['nothing that its own users asked before they had left', claimedAt, secondsLater(720)],
  ])('counts requests of %s', async (_, now, from) => {
    const asked: unknown[] = [];
    const reached: RequestCounter = async (...spans) => asked.push(spans) - asked.length;
    const { claim } = await aBench({ reached, now });
    expect(await claim()).toMatchObject({ kind: 'retire' });
    expect(asked).toEqual([
      [
        { ruleArn: plan.ruleArn, targetGroupArn: blueArn },
        { from, until: now },
      ],
    ]);
  });

  it('leaves the old lane alone when nobody tells whether requests reach it', async () => {
    const { ledger, claim } = await aBench({ reached: () => Promise.reject(new DependencyError('CloudWatch did not answer')) });
    await expect(claim()).rejects.toBeInstanceOf(DependencyError);
    // A rollback that is asked for meanwhile waits for nobody.
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
    await ledger.reserve('orders', update, { holder: back, until: secondsLater(1_260).toISOString() });
    await ledger.release('orders', update);
    expect(await claim()).toEqual({ kind: 'keep', because: `${back} has the service, or is to have it next` });
    expect(await ledger.heldLeases()).toEqual([]);
  });
});
