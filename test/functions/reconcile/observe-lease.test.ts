import { describe, expect, it } from 'vitest';
import type { ElbReader } from '../../../adapters/elb-reader.ts';
import { outcomeRecorder } from '../../../adapters/outcome-recorder.ts';
import { rollbackHolder } from '../../../core/deployment/holders.ts';
import { DependencyError, InvalidInputError } from '../../../core/errors.ts';
import { type Books, type LookedUp, lookUp } from '../../../functions/reconcile/look-up.ts';
import { type LaneObservers, observeLease } from '../../../functions/reconcile/observe-lease.ts';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { admittedAt, aLane, aPlan, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { aBench, restoreMachineArn, type World } from './a-bench.ts';

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

/** A lease whose execution failed and whose first restore did too, and what it is looked at with. */
function aHeld(change: Partial<LaneObservers> = {}, known: Partial<LookedUp> = {}) {
  const needs: LaneObservers = {
    lanes: { read: async () => aLane() },
    rules: (ruleArn) => ({ ruleArn, actions: someActions(0, 100), isDefault: false }),
    scaling: { targets: async () => promotedScaling },
    refused: () => undefined,
    ...change,
  };
  const lease = {
    service: 'orders',
    holder: id,
    executionArn,
    fence: 1,
    alarmArns: [],
    candidateLane: '',
    leasedAt: admittedAt.toISOString(),
  };
  const restore = { number: 1, running: false };
  return observeLease(needs, { lease, job: 'deployment', executionRunning: false, deployment, restore, ...known });
}

const busy = () => Promise.reject(new DependencyError('ECS is busy'));
const shows = 'the rule shows orders-blue 0, orders-green 100';
const elbIsBusy = () => {
  throw new DependencyError('ELB is busy');
};

describe('observeLease', () => {
  it('reads the scaling of both lanes', async () => {
    const asked: unknown[] = [];
    const targets = async (...args: unknown[]) => {
      asked.push(args);
      return promotedScaling;
    };
    expect(await aHeld({ scaling: { targets } })).toMatchObject({ promotedScalingInEffect: true, restoredScalingInEffect: false });
    expect(asked).toEqual([['prod', ['orders-blue', 'orders-green']]]);
  });

  it('sees scaling as it was before', async () => {
    const held = await aHeld({ scaling: { targets: async () => restoredScaling } });
    expect(held).toMatchObject({ promotedScalingInEffect: false, restoredScalingInEffect: true });
  });

  it('waits for nothing more when a lane cannot be read', async () => {
    const change = { lanes: { read: busy }, scaling: { targets: () => new Promise<never>(() => undefined) } };
    expect(await aHeld(change)).toMatchObject({ whole: 'candidate', candidateStopped: true });
  });

  it.each<[string, Partial<LaneObservers>, string]>([
    ['rule', { rules: () => undefined }, `listener rule ${deployment.plan.ruleArn} does not exist`],
    ['lane', { lanes: { read: () => Promise.reject(new InvalidInputError('no lane')) } }, `no lane; ${shows}`],
    [
      'ECS service that is deleted',
      { lanes: { read: async (_, { lane }) => aLane({ status: lane === 'blue' ? 'INACTIVE' : 'ACTIVE' }) } },
      `ECS service prod/orders-blue of lane blue is deleted; ${shows}`,
    ],
  ])('says that a %s is gone', async (_, change, missing) => {
    expect(await aHeld(change)).toMatchObject({ whole: 'gone', missing });
    // Nothing else has to be known for that.
    const blind = { ...change, scaling: { targets: busy }, rules: elbIsBusy };
    const unread = missing.replace(shows, 'the rule could not be read');
    if ('lanes' in change) expect(await aHeld(blind)).toMatchObject({ whole: 'gone', missing: unread });
  });

  // Users who are on it must be taken back all the same.
  it.each<[string, LaneObservers['lanes']['read'], string]>([
    ['does not exist', async (_, { lane }) => (lane === 'green' ? Promise.reject(new InvalidInputError('no green')) : aLane()), 'no green'],
    [
      'is deleted',
      async (_, { lane }) => aLane({ status: lane === 'green' ? 'INACTIVE' : 'ACTIVE' }),
      'ECS service prod/orders-green of lane green is deleted',
    ],
  ])('says whom the rule sends users to when the lane of the candidate %s', async (_, read, missing) => {
    const settled = { candidateStopped: true, promotedScalingInEffect: false, restoredScalingInEffect: true };
    expect(await aHeld({ lanes: { read } })).toMatchObject({ whole: 'candidate', missing, ...settled });
    const rules: LaneObservers['rules'] = (ruleArn) => ({ ruleArn, actions: someActions(75, 25), isDefault: false });
    expect(await aHeld({ lanes: { read }, rules })).toMatchObject({ whole: 'split', missing });
  });

  it('does not call gone what only does not answer', async () => {
    expect(await aHeld({ rules: elbIsBusy })).toMatchObject({ whole: 'unread' });
    expect(await aHeld({ lanes: { read: busy } })).toMatchObject({ whole: 'candidate' });
  });

  // Going back once more harms nobody; who waits for an answer leaves users where they are.
  describe('after a restore that failed', () => {
    const onStable: LaneObservers['rules'] = (ruleArn) => ({ ruleArn, actions: someActions(100, 0), isDefault: false });
    const promoting = { ...deployment, status: 'promoting' } as const;
    const denied = () => Promise.reject(new RangeError('not authorized'));

    it.each<[string, Partial<LaneObservers>]>([
      ['lanes', { lanes: { read: denied } }],
      ['scaling', { scaling: { targets: denied } }],
    ])('waits for no %s while users are elsewhere, and says what it did without', async (_, change) => {
      const without: unknown[] = [];
      expect(await aHeld({ ...change, refused: (error) => void without.push(error) })).toMatchObject({ whole: 'candidate' });
      expect(without).toEqual([new RangeError('not authorized')]);
    });

    it('waits for lanes while users are on stable: what is left to do there is decided by them', async () => {
      await expect(aHeld({ rules: onStable, lanes: { read: busy } })).rejects.toThrow('ECS is busy');
      await expect(aHeld({ rules: onStable, scaling: { targets: busy } })).rejects.toThrow('ECS is busy');
    });

    it('waits for everything of a promotion that may only lack its record', async () => {
      await expect(aHeld({ rules: elbIsBusy }, { deployment: promoting })).rejects.toThrow('ELB is busy');
      await expect(aHeld({ lanes: { read: busy } }, { deployment: promoting })).rejects.toThrow('ECS is busy');
    });
  });

  // A thousand executions that end at once wait for no API, and users are not given up because a lane of theirs is gone.
  describe('before the first restore', () => {
    const first = { restore: { number: 0, running: false } };

    it('looks at no lane', async () => {
      expect(await aHeld({ lanes: { read: busy }, scaling: { targets: busy } }, first)).toMatchObject({ whole: 'candidate' });
    });

    it('waits for no rule', async () => {
      expect(await aHeld({ rules: elbIsBusy }, first)).toMatchObject({ whole: 'unread' });
    });

    it('sees that the rule is gone', async () => {
      expect(await aHeld({ rules: () => undefined }, first)).toMatchObject({ whole: 'gone' });
    });

    it('looks at everything of a promotion that may only lack its record', async () => {
      const promoting = { ...deployment, status: 'promoting' } as const;
      expect(await aHeld({}, { ...first, deployment: promoting })).toMatchObject({
        candidateStopped: false,
        restoredScalingInEffect: false,
      });
      await expect(aHeld({ lanes: { read: busy } }, { ...first, deployment: promoting })).rejects.toThrow('ECS is busy');
    });
  });

  it('looks at nothing while a restore runs', async () => {
    expect(await aHeld({ rules: elbIsBusy }, { restore: { number: 1, running: true } })).toMatchObject({ restore: { running: true } });
  });
});

describe('lookUp', () => {
  const books = (change: Partial<Books> = {}): Books => ({
    ledger: { find: async () => deployment },
    deployments: async () => 'failed',
    restores: async () => 'unknown',
    newest: async () => 'unknown',
    restoreMachineArn,
    now: () => secondsLater(600),
    ...change,
  });
  const aLease = (holder = id) => ({
    ...{ service: 'orders', holder, executionArn, fence: 1, alarmArns: [], candidateLane: '', leasedAt: admittedAt.toISOString() },
  });

  // The lease is taken before Step Functions shows the execution that a rollback starts under it.
  it.each([
    [59, true],
    [60, false],
  ])('takes an execution that Step Functions does not know for running after %i s: %s', async (seconds, executionRunning) => {
    const found = await lookUp(books({ deployments: async () => 'unknown', now: () => secondsLater(seconds) }), aLease());
    expect(found).toMatchObject({ executionRunning });
  });

  it('does not wait for an execution that failed at once', async () => {
    expect(await lookUp(books({ now: () => secondsLater(1) }), aLease())).toMatchObject({ executionRunning: false });
  });

  it('asks the restore machine for the execution of a rollback', async () => {
    expect(await lookUp(books({ restores: async () => 'running' }), aLease(rollbackHolder(id)))).toMatchObject({ executionRunning: true });
    const lagging = books({ restores: async () => 'unknown', newest: async () => 'running', now: () => secondsLater(600) });
    expect(await lookUp(lagging, aLease(rollbackHolder(id)))).toMatchObject({ executionRunning: true });
  });

  it('loads the record of a deployment that runs, to watch it', async () => {
    const found = await lookUp(books({ deployments: async () => 'running' }), aLease());
    expect(found).toMatchObject({ executionRunning: true, deployment: { id }, restore: { number: 0 } });
  });
});

describe('reconcile of what is gone', () => {
  const restoredOnce = { [`arn:aws:states:eu-west-1:111122223333:execution:sluice-restore:restore-${id}-1`]: 'failed' } as const;
  async function aReconciler(page: () => Promise<void> = async () => undefined, restores: World['statuses'] = restoredOnce) {
    const bench = aBench({ statuses: { [executionArn]: 'failed', ...restores } });
    await anAdmitted(bench.ledger, deployment);
    const record = outcomeRecorder({ ledger: bench.ledger, announcer: bench.needs.announcer, now: bench.needs.now });
    const pager = {
      page: async (subject: string, message: string) => {
        await page();
        await bench.needs.pager.page(subject, message);
      },
    };
    return { ...bench, run: reconcile({ ...bench.needs, record, pager, elb: { rules: async () => new Map() } }) };
  }
  const because = `its execution ended while the deployment was progressing and listener rule ${deployment.plan.ruleArn} does not exist`;

  it('tries to restore it before: that it is gone may be one wrong answer', async () => {
    const { effects, run } = await aReconciler(undefined, {});
    await run();
    expect(await effects()).toMatchObject({ held: [id], started: [{ name: `restore-${id}-1` }], pages: [] });
  });

  // Read right after a restore that failed for another reason.
  it.each<[string, Partial<Parameters<typeof reconcile>[0]>]>([
    ['rule', { elb: { rules: onceWrong<[readonly string[]], Rules>(async () => new Map(), aBench().needs.elb.rules) } }],
    [
      'lane',
      {
        lanes: {
          read: onceWrong(
            () => Promise.reject(new InvalidInputError('no lane')),
            async () => aLane(),
          ),
        },
      },
    ],
  ])('gives nobody up when its %s is there as soon as it is read again', async (_, wrong) => {
    const { effects, needs } = await aReconciler();
    await reconcile({ ...needs, ...wrong })();
    expect(await effects()).toMatchObject({ held: [id], started: [{ name: `restore-${id}-2` }], recorded: [] });
  });

  it('gives nobody up when ELB does not answer the second time, and goes back once more', async () => {
    const { effects, needs } = await aReconciler();
    const rules = onceWrong(
      async () => new Map(),
      () => Promise.reject(new DependencyError('ELB is busy')),
    );
    await reconcile({ ...needs, elb: { rules } })();
    expect(await effects()).toMatchObject({ held: [id], started: [{ name: `restore-${id}-2` }], recorded: [] });
  });

  it('tells a person once, ends the deployment as one that needs a human, and gives the lease back', async () => {
    const { ledger, pages, announced, run } = await aReconciler();
    await run();
    await run();
    expect(await ledger.heldLeases()).toEqual([]);
    expect(pages).toEqual([['Sluice gives up orders', { deploymentId: id, service: 'orders', because, ruleArn: deployment.plan.ruleArn }]]);
    expect(announced).toMatchObject([{ type: 'HumanNeeded', because }]);
    expect(await ledger.load(id)).toMatchObject({ status: 'needs-human', endedAt: secondsLater(600).toISOString() });
  });

  it('gives back the lease of a rollback, too, and says so in the log of the promoted deployment', async () => {
    const { ledger, run } = await aReconciler();
    await ledger.finish(id, { status: 'promoted', event: { at: admittedAt.toISOString(), type: 'DeploymentPromoted', because: 'it was' } });
    await ledger.release('orders', id);
    const lease = { service: 'orders', holder: rollbackHolder(id), executionArn, alarmArns: [], candidateLane: '' };
    await ledger.lease(lease, admittedAt);
    await run();
    expect(await ledger.heldLeases()).toEqual([]);
    expect(await ledger.load(id)).toMatchObject({ status: 'promoted' });
    expect((await ledger.events(id)).at(-1)).toMatchObject({ type: 'HumanNeeded' });
  });

  it('keeps the lease until the page went out', async () => {
    const { ledger, run } = await aReconciler(() => Promise.reject(new DependencyError('SNS is busy')));
    await expect(run()).rejects.toThrow('SNS is busy');
    expect((await ledger.heldLeases()).map(({ holder }) => holder)).toEqual([id]);
  });
});

type Rules = Awaited<ReturnType<ElbReader['rules']>>;

/** The first call is answered by one, every later one by the other. */
function onceWrong<Args extends unknown[], R>(first: (...args: Args) => Promise<R>, later: (...args: Args) => Promise<R>) {
  let calls = 0;
  return (...args: Args): Promise<R> => {
    calls += 1;
    return calls === 1 ? first(...args) : later(...args);
  };
}
