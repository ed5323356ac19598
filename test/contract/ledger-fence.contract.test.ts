import { beforeEach, describe, expect, it } from 'vitest';
import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import { nothingKnown } from '../../core/analysis/evidence.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { stackUpdateHolder } from '../../core/deployment/holders.ts';
import { secondsLater } from '../core/builders.ts';
import { aDecision, aDeployment, anEvent, aSignal } from './a-deployment.ts';
import { ledgers } from './the-ledgers.ts';

/** What the ledger says to a deployment that lost its lease; `now` names who has it. */
const lost = ({ id, service }: Deployment, now: string, fence = 1) => ({
  name: 'LeaseLostError',
  deploymentId: id,
  message: `deployment ${id} lost the lease of ${service} that it had under fence ${fence}, ${now}: it changes nothing more`,
});

describe.each(ledgers)('the ledger $where', ({ prepared }) => {
  const make = prepared();
  let ledger: Ledger;
  let first: Deployment;
  let second: Deployment;

  async function lease(service: string, holder: string): Promise<Lease> {
    const request = { service, holder, executionArn: `arn:${holder}`, alarmArns: [], candidateLane: 'prod/green' };
    const answer = await ledger.lease(request, secondsLater(0));
    if (answer.kind === 'leased') return answer.lease;
    throw new RangeError(`${answer.by.holder} has ${service}`);
  }
  async function admitted(deployment: Deployment): Promise<Deployment> {
    const { fence } = await lease(deployment.service, deployment.id);
    await ledger.admit({ ...deployment, fence }, anEvent('admitted'));
    return ledger.load(deployment.id);
  }
  /** What the reconciler does with a lease that it found: by holder and fence. */
  async function givenBack({ service }: Deployment): Promise<void> {
    const held = await ledger.leaseOf(service);
    if (held !== undefined) await ledger.release(service, held.holder, held.fence);
  }

  beforeEach(async () => {
    ledger = make();
    first = await admitted(aDeployment());
    second = aDeployment({ service: first.service });
  });

  describe('No lease, no decision', () => {
    it('with its lease a deployment decides and is promoted', async () => {
      const decided = await ledger.decide(first, aDecision({ status: 'promoting' }));
      expect(await ledger.finish(decided.id, { status: 'promoted', event: anEvent('promoted') })).toMatchObject({ status: 'promoted' });
    });

    it('a deployment whose lease was given back before it ended decides nothing, also while nobody else has it', async () => {
      await givenBack(first);
      await expect(ledger.decide(first, aDecision())).rejects.toMatchObject(lost(first, 'nobody has it now'));
      await expect(ledger.decide(first, aDecision({ status: 'rolling-back' }))).rejects.toMatchObject({ name: 'LeaseLostError' });
      expect([await ledger.load(first.id), (await ledger.events(first.id)).length]).toEqual([first, 1]);
    });

    it('a deployment whose service another took meanwhile wakes up, and neither shifts nor is promoted', async () => {
      const promoting = await ledger.decide(first, aDecision({ status: 'promoting' }));
      await givenBack(first);
      second = await admitted(second);
      const now = `${second.id} has it under fence 2`;
      await expect(ledger.decide(promoting, aDecision({ stepIndex: 1 }))).rejects.toMatchObject(lost(first, now));
      const promoted = ledger.finish(first.id, { status: 'promoted', event: anEvent('promoted') });
      await expect(promoted).rejects.toMatchObject(lost(first, now));
      expect(await ledger.load(first.id)).toEqual(promoting);
      expect(await ledger.decide(second, aDecision())).toMatchObject({ stepIndex: 0, fence: 2 });
    });

    it('a deployment that is over has no lease, and is refused for what it is', async () => {
      await ledger.finish(first.id, { status: 'promoted', event: anEvent('promoted') });
      await ledger.release(first.service, first.id);
      await expect(ledger.decide(first, aDecision())).rejects.toMatchObject({ name: 'StaleDecisionError' });
      expect(await ledger.finish(first.id, { status: 'promoted', event: anEvent('again') })).toMatchObject({ status: 'promoted' });
    });

    it('how it ended may still be written down, when it does not say that it holds the service', async () => {
      await givenBack(first);
      await admitted(second);
      expect(await ledger.finish(first.id, { status: 'rolled-back', event: anEvent('back') })).toMatchObject({ status: 'rolled-back' });
      expect(await ledger.finish(first.id, { status: 'promoted', event: anEvent('late') })).toMatchObject({ status: 'rolled-back' });
      expect(await ledger.leaseOf(first.service)).toMatchObject({ holder: second.id, fence: 2 });
    });

    it('what wakes up after its lease was given back is not admitted', async () => {
      const late = aDeployment({ fence: 1 });
      await lease(late.service, late.id);
      await ledger.release(late.service, late.id);
      await expect(ledger.admit(late, anEvent('admitted'))).rejects.toMatchObject(lost(late, 'nobody has it now'));
      await lease(late.service, late.id);
      await expect(ledger.admit(late, anEvent('admitted'))).rejects.toMatchObject(lost(late, `${late.id} has it under fence 2`));
      expect(await ledger.find(late.id)).toBeUndefined();
    });

    it('what wakes up after another took the service is not admitted', async () => {
      const late = aDeployment({ service: first.service, fence: 1 });
      await expect(ledger.admit(late, anEvent('admitted'))).rejects.toMatchObject(lost(late, `${first.id} has it under fence 1`));
      expect(await ledger.find(late.id)).toBeUndefined();
      expect(await ledger.admit(first, anEvent('admitted again'))).toEqual(first);
    });

    it('the same deployment under another fence is another holder', async () => {
      const again = { ...first, fence: 7 };
      await expect(ledger.decide(again, aDecision())).rejects.toMatchObject(lost(first, `${first.id} has it under fence 1`, 7));
    });

    it('a signal is still kept, and a person is still told: neither moves users', async () => {
      await givenBack(first);
      expect(await ledger.storeSignal(first.id, aSignal('errors'), secondsLater(31))).toMatchObject({ kind: 'stored' });
      expect(await ledger.registerToken(first.id, { kind: 'guard' }, 'token', secondsLater(32))).toMatchObject({
        signal: aSignal('errors'),
      });
    });
  });

  describe('Released, never admitted', () => {
    async function released(): Promise<Deployment> {
      const deployment = aDeployment();
      await lease(deployment.service, deployment.id);
      await ledger.release(deployment.service, deployment.id);
      return deployment;
    }

    it('after the release of a lease, a deployment is not admitted under its fence, also when it has the next', async () => {
      const deployment = await released();
      await expect(ledger.admit(deployment, anEvent('late'))).rejects.toMatchObject(lost(deployment, 'nobody has it now'));
      await lease(deployment.service, deployment.id);
      await expect(ledger.admit(deployment, anEvent('late'))).rejects.toMatchObject({ name: 'LeaseLostError' });
      expect(await ledger.find(deployment.id)).toBeUndefined();
    });

    it('under the next lease it is, and decides and ends as any other', async () => {
      const deployment = await admitted(await released());
      expect(deployment).toMatchObject({ fence: 2, sequence: 0 });
      expect(await ledger.decide(deployment, aDecision({ status: 'promoting' }))).toMatchObject({ sequence: 1 });
      expect(await ledger.finish(deployment.id, { status: 'promoted', event: anEvent('promoted') })).toMatchObject({ status: 'promoted' });
      expect(await ledger.events(deployment.id)).toHaveLength(3);
    });

    it('it gives back the next lease, too, and is admitted under the third', async () => {
      const deployment = await released();
      await lease(deployment.service, deployment.id);
      await ledger.release(deployment.service, deployment.id);
      await expect(ledger.admit({ ...deployment, fence: 2 }, anEvent('late'))).rejects.toMatchObject({ name: 'LeaseLostError' });
      expect(await admitted(deployment)).toMatchObject({ fence: 3 });
    });

    it('it does not exist, whatever is asked of it, and is in no history', async () => {
      const { id, service } = await released();
      const unknown = { ...aDeployment(), id, service };
      expect([await ledger.find(id), await ledger.history(service, 9)]).toEqual([undefined, []]);
      const asked = [
        ledger.load(id),
        ledger.decide(unknown, aDecision()),
        ledger.storeSignal(id, aSignal('errors'), secondsLater(0)),
        ledger.registerToken(id, { kind: 'guard' }, 'token', secondsLater(0)),
        ledger.registerToken(id, { kind: 'approval', stepIndex: 0 }, 'token', secondsLater(0)),
        ledger.tokenOf(id, { kind: 'guard' }),
        ledger.approve(id, { stepIndex: 0, by: 'ada', at: secondsLater(0) }),
        ledger.countTaskFailure(id, 'task/a'),
        ...(['promoted', 'rolled-back', 'refused'] as const).map((status) => ledger.finish(id, { status, event: anEvent(status) })),
        ledger.append(id, anEvent('looked')),
        ledger.events(id),
        ledger.evidence(id),
        ledger.keepEvidence(id, nothingKnown, 0),
      ];
      const answers = await Promise.allSettled(asked);
      const error = expect.objectContaining({
        name: 'InvalidInputError',
        message: expect.stringContaining(`deployment ${id} does not exist`),
      });
      expect(answers).toEqual(asked.map(() => ({ status: 'rejected', reason: error })));
      expect(await admitted({ ...unknown, plan: aDeployment().plan })).toMatchObject({ id, fence: 2 });
      expect(await ledger.events(id)).toHaveLength(1);
    });
  });

  describe('Released by its holder only', () => {
    it('with a fence, a lease that the same holder took anew is not released', async () => {
      const { service } = aDeployment();
      const holder = stackUpdateHolder(service);
      const old = await lease(service, holder);
      await ledger.release(service, holder);
      const anew = await lease(service, holder);
      await ledger.release(service, holder, old.fence);
      expect(await ledger.leaseOf(service)).toEqual(anew);
      await ledger.release(service, holder, anew.fence);
      expect(await ledger.leaseOf(service)).toBeUndefined();
    });

    it('a deployment that lost its lease releases nobody else’s', async () => {
      await givenBack(first);
      second = await admitted(second);
      await ledger.release(first.service, first.id);
      expect(await ledger.leaseOf(first.service)).toMatchObject({ holder: second.id });
      expect(await ledger.decide(second, aDecision())).toMatchObject({ sequence: 1 });
    });
  });

  describe('A decision yields', () => {
    it('decide to anything but the way back is refused as stale when a signal was stored since the record was loaded', async () => {
      await ledger.storeSignal(first.id, aSignal('errors'), secondsLater(31));
      for (const status of ['progressing', 'promoting'] as const) {
        const refused = { name: 'StaleDecisionError', message: expect.stringContaining('has a signal: errors is in ALARM') };
        await expect(ledger.decide(first, aDecision({ status }))).rejects.toMatchObject(refused);
      }
      expect(await ledger.load(first.id)).toMatchObject({ sequence: 0, stepIndex: -1 });
      expect(await ledger.decide(first, aDecision({ status: 'rolling-back' }))).toMatchObject({ status: 'rolling-back' });
    });
  });
});
