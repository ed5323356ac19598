import { beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { secondsLater } from '../core/builders.ts';
import { aDecision, aDeployment, admit, anEvent, aSignal } from './a-deployment.ts';
import { ledgers } from './the-ledgers.ts';

const aLease = (service: string, holder: string) => ({
  service,
  holder,
  executionArn: `arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:${holder}`,
  alarmArns: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors'],
  candidateLane: 'prod/orders-green',
});

// One block per bullet of the docstring of Ledger, in the same words.
describe.each(ledgers)('the ledger $where', ({ prepared }) => {
  const make = prepared();
  let ledger: Ledger;
  let deployment: Deployment;
  beforeEach(async () => {
    ledger = make();
    deployment = aDeployment();
    await admit(ledger, deployment);
  });

  describe('Triggers once', () => {
    const trigger = { kind: 'image-push', id: 'push-1', at: secondsLater(0).toISOString() } as const;
    it('the same (service, target, trigger id) is first once; every later one is told which deployment it started', async () => {
      const key = { service: deployment.service, target: 'sha256:a', trigger };
      expect(await ledger.rememberTrigger(key, 'd-1')).toEqual({ kind: 'first' });
      expect(await ledger.rememberTrigger(key, 'd-2')).toEqual({ kind: 'duplicate', deploymentId: 'd-1' });
      expect(await ledger.rememberTrigger({ ...key, target: 'sha256:b' }, 'd-3')).toEqual({ kind: 'first' });
      expect(await ledger.rememberTrigger({ ...key, service: `${key.service}-too` }, 'd-4')).toEqual({ kind: 'first' });
      expect(await ledger.rememberTrigger({ ...key, trigger: { ...trigger, id: 'push-2' } }, 'd-5')).toEqual({ kind: 'first' });
    });

    it('of many at once exactly one is first', async () => {
      const key = { service: deployment.service, target: 'sha256:a', trigger };
      const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => ledger.rememberTrigger(key, `d-${index}`)));
      expect(answers.filter(({ kind }) => kind === 'first')).toHaveLength(1);
    });
  });

  describe('One at a time', () => {
    it('a service has at most one lease; a second lease answers held, by whom', async () => {
      const { service } = aDeployment();
      const first = await ledger.lease(aLease(service, 'd-1'), secondsLater(0));
      const lease = { ...aLease(service, 'd-1'), fence: 1, leasedAt: secondsLater(0).toISOString() };
      expect(first).toEqual({ kind: 'leased', lease, isNew: true });
      expect(await ledger.lease(aLease(service, 'd-2'), secondsLater(1))).toEqual({ kind: 'held', by: lease });
      expect(await ledger.leaseOf(service)).toEqual(lease);
      expect(await ledger.heldLeases()).toContainEqual(lease);
    });

    it('the same holder leasing again gets the same fence, and hears that it is not new', async () => {
      const { service } = aDeployment();
      const first = await ledger.lease(aLease(service, 'd-1'), secondsLater(0));
      expect(await ledger.lease(aLease(service, 'd-1'), secondsLater(9))).toEqual({ ...first, isNew: false });
    });

    it('the same call again, as after a lost answer, hears that it is new', async () => {
      const { service } = aDeployment();
      const first = await ledger.lease(aLease(service, 'd-1'), secondsLater(0));
      expect(await ledger.lease(aLease(service, 'd-1'), secondsLater(0))).toEqual(first);
    });

    it('keeps when the deployment of a lease was asked for, until it is given back', async () => {
      const { service } = aDeployment();
      const askedAt = secondsLater(-5).toISOString();
      await ledger.lease({ ...aLease(service, 'd-1'), askedAt }, secondsLater(0));
      expect(await ledger.leaseOf(service)).toMatchObject({ holder: 'd-1', askedAt });
      await ledger.release(service, 'd-1');
      await ledger.lease(aLease(service, 'd-2'), secondsLater(1));
      expect(await ledger.leaseOf(service)).not.toHaveProperty('askedAt');
    });

    it('of many at once exactly one gets the lease', async () => {
      const { service } = aDeployment();
      const holders = Array.from({ length: 8 }, (_, index) => `d-${index}`);
      const answers = await Promise.all(holders.map((holder) => ledger.lease(aLease(service, holder), secondsLater(0))));
      expect(answers.filter(({ kind }) => kind === 'leased')).toHaveLength(1);
    });
  });

  describe('Fenced', () => {
    it('the fence rises with every new holder, also after a release', async () => {
      const { service } = aDeployment();
      const fences: unknown[] = [];
      for (const holder of ['d-1', 'd-2', 'd-1']) {
        const answer = await ledger.lease(aLease(service, holder), secondsLater(0));
        fences.push(answer.kind === 'leased' ? answer.lease.fence : answer);
        await ledger.release(service, holder);
      }
      expect(fences).toEqual([1, 2, 3]);
    });

    it('a write with an older sequence than the last is refused', async () => {
      const loaded = await ledger.load(deployment.id);
      const decided = await ledger.decide(loaded, aDecision());
      expect(decided).toEqual({ ...deployment, stepIndex: 0, stepStartedAt: secondsLater(10).toISOString(), sequence: 1 });
      const stale = expect.objectContaining({ name: 'StaleDecisionError', deploymentId: deployment.id });
      await expect(ledger.decide(loaded, aDecision({ stepIndex: 1 }))).rejects.toEqual(stale);
      expect(await ledger.load(deployment.id)).toEqual(decided);
      expect(await ledger.events(deployment.id)).toEqual([anEvent('admitted'), anEvent('5 % is next')]);
    });

    it('of many decisions on the same sequence exactly one is committed', async () => {
      const loaded = await ledger.load(deployment.id);
      const decisions = Array.from({ length: 8 }, (_, stepIndex) => ledger.decide(loaded, aDecision({ stepIndex })));
      const done = await Promise.allSettled(decisions);
      expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await ledger.events(deployment.id)).toHaveLength(2);
    });

    it('a decision that names no start of its step, no verdict, no hold and no approval keeps those that are known', async () => {
      const lastVerdict = { kind: 'safe', because: 'no error', metrics: [], warnings: ['an uneven share'] } as const;
      const heldUntil = secondsLater(60).toISOString();
      const approvalAsked = { stepIndex: 1, at: secondsLater(10).toISOString(), until: heldUntil };
      const first = await ledger.decide(
        await ledger.load(deployment.id),
        aDecision({ lastVerdict, heldUntil, approvalAsked, lookedAt: heldUntil, seenAt: heldUntil, unreadSince: heldUntil }),
      );
      expect(first).toMatchObject({
        lastVerdict,
        heldUntil,
        approvalAsked,
        seenAt: heldUntil,
        unreadSince: heldUntil,
        stepStartedAt: secondsLater(10).toISOString(),
      });
      const second = await ledger.decide(first, { status: 'progressing', stepIndex: 0, event: anEvent('looked') });
      expect(second).toEqual({ ...first, sequence: 2 });
      expect(await ledger.load(deployment.id)).toEqual(second);
    });
  });

  describe('Released by its holder only', () => {
    it('releasing a lease that another holds, or nobody, changes nothing', async () => {
      const { service } = aDeployment();
      await ledger.release(service, 'd-1');
      expect(await ledger.leaseOf(service)).toBeUndefined();
      await ledger.lease(aLease(service, 'd-1'), secondsLater(0));
      await ledger.release(service, 'd-2');
      expect(await ledger.leaseOf(service)).toMatchObject({ holder: 'd-1', fence: 1 });
      await ledger.release(service, 'd-1');
      expect(await ledger.leaseOf(service)).toBeUndefined();
      expect((await ledger.heldLeases()).filter((lease) => lease.service === service)).toEqual([]);
    });
  });

  describe('Signals latch', () => {
    // Hundreds of them may come until the candidate is stopped.
    it('of tasks that crash, the first alone is logged', async () => {
      const crash = (task: string): Signal => ({ ...aSignal(task), kind: 'task-stopped' });
      const crashed = [crash('t-1'), crash('t-2'), aSignal('errors'), crash('t-3')];
      for (const signal of crashed) await ledger.storeSignal(deployment.id, signal, secondsLater(31));
      const logged = (await ledger.events(deployment.id)).map(({ because }) => because);
      expect(logged).toEqual(['admitted', crash('t-1').because, aSignal('errors').because]);
    });

    it('the first signal of a deployment is kept; later ones are only logged; nothing clears it', async () => {
      const [first, second] = [aSignal('errors'), aSignal('latency')];
      expect(await ledger.storeSignal(deployment.id, first, secondsLater(31))).toEqual({ kind: 'stored', signal: first });
      expect(await ledger.storeSignal(deployment.id, first, secondsLater(32))).toEqual({ kind: 'already', signal: first });
      expect(await ledger.storeSignal(deployment.id, second, secondsLater(33))).toEqual({ kind: 'already', signal: first });
      await ledger.decide(await ledger.load(deployment.id), aDecision({ status: 'rolling-back' }));
      expect(await ledger.load(deployment.id)).toMatchObject({ signal: first, status: 'rolling-back' });
      const logged = (signal: Signal, seconds: number) => ({
        ...{ at: secondsLater(seconds).toISOString(), type: 'GuardTripped', because: signal.because },
        detail: { signal },
      });
      const events = [anEvent('admitted'), logged(first, 31), logged(second, 33), anEvent('5 % is next')];
      expect(await ledger.events(deployment.id)).toEqual(events);
    });

    it('a terminal deployment takes none', async () => {
      await ledger.finish(deployment.id, { status: 'promoted', event: anEvent('promoted') });
      const answer = await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(31));
      expect(answer).toEqual({ kind: 'too-late', status: 'promoted' });
      expect(await ledger.load(deployment.id)).not.toHaveProperty('signal');
    });
  });

  describe('A promotion yields', () => {
    it('decide to promoting is refused as stale when a signal is stored', async () => {
      await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(31));
      const loaded = await ledger.load(deployment.id);
      await expect(ledger.decide(loaded, aDecision({ status: 'promoting' }))).rejects.toMatchObject({ name: 'StaleDecisionError' });
      expect(await ledger.load(deployment.id)).toEqual(loaded);
      expect(await ledger.decide(loaded, aDecision({ status: 'rolling-back' }))).toMatchObject({ status: 'rolling-back', sequence: 1 });
    });

    it('without a signal it is committed, and a signal may still come', async () => {
      await ledger.decide(await ledger.load(deployment.id), aDecision({ status: 'promoting' }));
      expect(await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(31))).toMatchObject({ kind: 'stored' });
    });

    it('finish as promoted is refused as stale while a signal is stored; every other end is written down', async () => {
      await ledger.decide(await ledger.load(deployment.id), aDecision({ status: 'promoting' }));
      await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(31));
      const loaded = await ledger.load(deployment.id);
      const refused = ledger.finish(deployment.id, { status: 'promoted', event: anEvent('promoted', 60) });
      const message = expect.stringContaining(`has a signal: ${aSignal('errors').because}`);
      await expect(refused).rejects.toMatchObject({ name: 'StaleDecisionError', message });
      expect(await ledger.load(deployment.id)).toEqual(loaded);
      const back = await ledger.finish(deployment.id, { status: 'rolled-back', event: anEvent('back', 70) });
      expect(back).toMatchObject({ status: 'rolled-back', signal: aSignal('errors') });
    });
  });

  describe('Tokens meet signals', () => {
    it('the token comes second: it is told of the signal', async () => {
      await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(31));
      const answer = await ledger.registerToken(deployment.id, { kind: 'guard' }, 'token-1', secondsLater(32));
      expect(answer).toEqual({ approved: false, signal: aSignal('errors') });
    });

    it('the signal comes second: it is told of the token', async () => {
      expect(await ledger.tokenOf(deployment.id, { kind: 'guard' })).toBeUndefined();
      expect(await ledger.registerToken(deployment.id, { kind: 'guard' }, 'token-1', secondsLater(0))).toEqual({ approved: false });
      expect(await ledger.registerToken(deployment.id, { kind: 'guard' }, 'token-2', secondsLater(1))).toEqual({ approved: false });
      expect(await ledger.tokenOf(deployment.id, { kind: 'guard' })).toBe('token-2');
      const stored = { signal: aSignal('errors'), guardToken: 'token-2' };
      expect(await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(31))).toEqual({ kind: 'stored', ...stored });
      expect(await ledger.storeSignal(deployment.id, aSignal('latency'), secondsLater(32))).toEqual({ kind: 'already', ...stored });
    });

    it.each([{ kind: 'guard' }, { kind: 'approval', stepIndex: 1 }] as const)(
      'a token that was asked for earlier and comes later replaces none: $kind',
      async (wait) => {
        const guardToken = { guardToken: 'token-2' };
        await ledger.registerToken(deployment.id, wait, 'token-2', secondsLater(1));
        expect(await ledger.registerToken(deployment.id, wait, 'token-1', secondsLater(0))).toEqual({ approved: false });
        if (wait.kind === 'guard') {
          expect(await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(31))).toMatchObject(guardToken);
          const late = await ledger.registerToken(deployment.id, wait, 'token-1', secondsLater(0));
          expect([late, await ledger.tokenOf(deployment.id, { kind: 'guard' })]).toEqual([
            { approved: false, signal: aSignal('errors') },
            'token-2',
          ]);
        } else {
          const given = await ledger.approve(deployment.id, { stepIndex: 1, by: 'ada', at: secondsLater(5) });
          expect(given).toEqual({ kind: 'approved', taskToken: 'token-2' });
        }
      },
    );

    it('an approval and its token meet in the same way, each step for itself', async () => {
      const wait = (stepIndex: number) => ({ kind: 'approval', stepIndex }) as const;
      const by = { by: 'ada', at: secondsLater(5) };
      expect(await ledger.registerToken(deployment.id, wait(1), 'token-1', secondsLater(1))).toEqual({ approved: false });
      expect([await ledger.tokenOf(deployment.id, wait(1)), await ledger.tokenOf(deployment.id, wait(2))]).toEqual(['token-1', undefined]);
      const answer = await ledger.approve(deployment.id, { stepIndex: 1, ...by });
      expect(answer).toEqual({ kind: 'approved', taskToken: 'token-1' });
      expect(await ledger.approve(deployment.id, { stepIndex: 3, ...by })).toEqual({ kind: 'approved' });
      expect(await ledger.approve(deployment.id, { stepIndex: 3, ...by })).toEqual({ kind: 'approved' });
      expect(await ledger.registerToken(deployment.id, wait(2), 'token-2', secondsLater(6))).toEqual({ approved: false });
      expect(await ledger.registerToken(deployment.id, wait(3), 'token-3', secondsLater(7))).toEqual({ approved: true });
      expect(await ledger.load(deployment.id)).toEqual({ ...deployment, approvedSteps: [1, 3] });
      const given = (stepIndex: number) => expect.objectContaining({ type: 'ApprovalGiven', detail: { stepIndex, by: 'ada' } });
      expect(await ledger.events(deployment.id)).toEqual([anEvent('admitted'), given(1), given(3)]);
    });

    it('an approval after a signal, or once the deployment goes back, is too late', async () => {
      const approval = { stepIndex: 1, by: 'ada', at: secondsLater(40) };
      await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(31));
      expect(await ledger.approve(deployment.id, approval)).toEqual({ kind: 'too-late', status: 'progressing' });
      await ledger.decide(await ledger.load(deployment.id), aDecision({ status: 'rolling-back' }));
      expect(await ledger.approve(deployment.id, approval)).toEqual({ kind: 'too-late', status: 'rolling-back' });
      expect(await ledger.load(deployment.id)).toMatchObject({ approvedSteps: [] });
    });
  });

  describe('Approvals are of one step', () => {
    it('an approval counts for the step it names and for no other; no other approval, and no repetition, takes it away', async () => {
      const approve = (stepIndex: number) => ledger.approve(deployment.id, { stepIndex, by: 'ada', at: secondsLater(5) });
      const approved = async () => {
        const waits = [0, 1, 2, 3].map((stepIndex) => ({ kind: 'approval', stepIndex }) as const);
        const answers = waits.map((wait) => ledger.registerToken(deployment.id, wait, `token-${wait.stepIndex}`, secondsLater(6)));
        return (await Promise.all(answers)).map((answer) => answer.approved);
      };
      expect(await approved()).toEqual([false, false, false, false]);
      await approve(3);
      expect([await approved(), (await ledger.load(deployment.id)).approvedSteps]).toEqual([[false, false, false, true], [3]]);
      await approve(1);
      expect([await approved(), (await ledger.load(deployment.id)).approvedSteps]).toEqual([
        [false, true, false, true],
        [3, 1],
      ]);
      await approve(3);
      expect([await approved(), (await ledger.load(deployment.id)).approvedSteps]).toEqual([
        [false, true, false, true],
        [3, 1],
      ]);
    });
  });

  describe('Terminal absorbs', () => {
    it('after finish nothing changes the status; finish again with any outcome answers the first one', async () => {
      const retireAt = secondsLater(600).toISOString();
      const loaded = await ledger.load(deployment.id);
      const finished = await ledger.finish(deployment.id, { status: 'promoted', event: anEvent('promoted', 60), retireAt });
      expect(finished).toEqual({ ...deployment, status: 'promoted', endedAt: secondsLater(60).toISOString(), retireAt });
      expect(await ledger.finish(deployment.id, { status: 'rolled-back', event: anEvent('back', 70) })).toEqual(finished);
      await expect(ledger.decide(loaded, aDecision())).rejects.toMatchObject({ name: 'StaleDecisionError' });
      expect(await ledger.load(deployment.id)).toEqual(finished);
      expect(await ledger.events(deployment.id)).toEqual([anEvent('admitted'), anEvent('promoted', 60)]);
    });

    it('admitting the same id again changes nothing, and answers what is on record', async () => {
      const decided = await ledger.decide(await ledger.load(deployment.id), aDecision());
      const another = { ...deployment, plan: { ...deployment.plan, rollbackWindowSeconds: 7 } };
      expect(await ledger.admit(another, anEvent('admitted again'))).toEqual(decided);
      expect(await ledger.load(deployment.id)).toEqual(decided);
      expect(await ledger.events(deployment.id)).toHaveLength(2);
    });
  });

  describe('Durable order', () => {
    it('events of a deployment read back in the order they were recorded, each exactly once', async () => {
      const recorded = Array.from({ length: 70 }, (_, index) => ({
        ...anEvent(`look ${index}`, index),
        detail: { index, deep: [{ a: 1 }] },
      }));
      for (const event of recorded) await ledger.append(deployment.id, event);
      expect(await ledger.events(deployment.id)).toEqual([anEvent('admitted'), ...recorded]);
    });

    it('also when many are recorded at once', async () => {
      const texts = Array.from({ length: 50 }, (_, index) => `look ${index}`);
      await Promise.all(texts.map((because) => ledger.append(deployment.id, anEvent(because))));
      const read = (await ledger.events(deployment.id)).map(({ because }) => because);
      expect(read[0]).toBe('admitted');
      expect(read.slice(1).sort()).toEqual([...texts].sort());
    });
  });

  it('counts distinct stopped tasks', async () => {
    const counts: number[] = [];
    for (const task of ['task/a', 'task/b', 'task/a', 'task/c']) counts.push(await ledger.countTaskFailure(deployment.id, task));
    expect(counts).toEqual([1, 2, 2, 3]);
  });

  it('lists the deployments of one service, newest first', async () => {
    const { service } = deployment;
    const later = [3, 1, 2].map((seconds) => aDeployment({ service, admittedAt: secondsLater(seconds).toISOString() }));
    await ledger.release(service, deployment.id);
    for (const one of later) {
      await admit(ledger, { ...one, fence: 2 + later.indexOf(one) });
      await ledger.release(service, one.id);
    }
    const ids = (await ledger.history(service, 3)).map(({ id }) => id);
    expect(ids).toEqual([later[0]?.id, later[2]?.id, later[1]?.id]);
  });

  it('names a deployment that does not exist, whatever is asked of it', async () => {
    const unknown: Deployment = { ...aDeployment(), id: 'nobody' };
    expect(await ledger.find(unknown.id)).toBeUndefined();
    const asked = [
      ledger.load('nobody'),
      ledger.decide(unknown, aDecision()),
      ledger.storeSignal('nobody', aSignal('errors'), secondsLater(0)),
      ledger.registerToken('nobody', { kind: 'guard' }, 'token', secondsLater(0)),
      ledger.tokenOf('nobody', { kind: 'guard' }),
      ledger.approve('nobody', { stepIndex: 0, by: 'ada', at: secondsLater(0) }),
      ledger.countTaskFailure('nobody', 'task/a'),
      ledger.finish('nobody', { status: 'promoted', event: anEvent('promoted') }),
      ledger.append('nobody', anEvent('looked')),
      ledger.events('nobody'),
    ];
    const answers = await Promise.allSettled(asked);
    const error = expect.objectContaining({ name: 'InvalidInputError', message: expect.stringContaining('nobody') });
    expect(answers).toEqual(asked.map(() => ({ status: 'rejected', reason: error })));
  });
});
