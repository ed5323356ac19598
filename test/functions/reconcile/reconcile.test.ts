import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../core/deployment/deployment.ts';
import { retirementHolder, rollbackHolder, stackUpdateHolder } from '../../../core/deployment/holders.ts';
import { DependencyError } from '../../../core/errors.ts';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { restoreName } from '../../../functions/reconcile/restores.ts';
import { deploymentIdOf } from '../../../functions/start-deployment/deployment-id.ts';
import { admittedAt, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { aBench, restoreMachineArn } from './a-bench.ts';

const { id, plan, executionArn } = aProgressing();
const restoreArn = (number: number) => `arn:aws:states:eu-west-1:111122223333:execution:sluice-restore:restore-${id}-${number}`;
const [onStable, onCandidate] = [someActions(100, 0), someActions(0, 100)];

const nothing = { held: [id], started: [], recorded: [], pages: [] };
const failed = { [executionArn]: 'failed' } as const;
const lost = (where: string, status = 'progressing') => `its execution ended while the deployment was ${status} and traffic was ${where}`;
const aborted = (deployment: Partial<Deployment>): Deployment => ({ ...aProgressing(), ...deployment });

describe('reconcile', () => {
  it('says that nothing is held', async () => {
    expect(await aBench().run()).toEqual({ kind: 'reconciled', because: '0 leases looked at', leases: [] });
  });

  it.each(['running', 'pending-redrive'] as const)('leaves a deployment whose execution is %s, and reads nothing else', async (status) => {
    const { ledger, needs, effects } = aBench({ statuses: { [executionArn]: status }, actions: someActions(95, 5) });
    await anAdmitted(ledger, aProgressing({ lookedAt: secondsLater(590).toISOString() }));
    const busy = () => Promise.reject(new DependencyError('ELB is busy'));
    const run = reconcile({ ...needs, traffic: { read: busy }, lanes: { read: busy } });
    expect(await run()).toEqual({
      kind: 'reconciled',
      because: '1 leases looked at',
      leases: [{ service: 'orders', holder: id, repair: { kind: 'leave', because: 'its execution is running' } }],
    });
    expect(await effects()).toEqual(nothing);
  });

  // Fifty restores would be used up within a minute while stable has nobody to serve, and the next one would come ten minutes later.
  it('waits for the minute when a restore has failed by itself, and follows one that was stopped at once', async () => {
    const { ledger, effects, needs } = aBench({ statuses: { ...failed, [restoreArn(1)]: 'failed' } });
    await anAdmitted(ledger);
    const event = (status: string) => ({
      'detail-type': 'Step Functions Execution Status Change',
      detail: { status, executionArn: restoreArn(1), stateMachineArn: restoreMachineArn },
    });
    const because = 'the next restore comes with the minute';
    expect(await reconcile(needs)(event('FAILED'))).toEqual({ kind: 'reconciled', because, leases: [] });
    expect(await effects()).toEqual(nothing);
    await reconcile(needs)(event('ABORTED'));
    expect((await effects()).started).toHaveLength(1);
  });

  it('leaves a deployment that a restore is working on', async () => {
    const { ledger, effects, run } = aBench({ statuses: { ...failed, [restoreArn(1)]: 'succeeded', [restoreArn(2)]: 'running' } });
    await anAdmitted(ledger);
    expect((await run()).leases[0]?.repair).toEqual({ kind: 'leave', because: 'restore 2 is running' });
    expect(await effects()).toEqual(nothing);
  });

  it.each(['failed', 'timed-out', 'aborted', 'succeeded', 'unknown'] as const)(
    'releases the lease of an execution that is %s and recorded nothing',
    async (status) => {
      const { ledger, effects, run } = aBench({ statuses: { [executionArn]: status } });
      await ledger.lease({ service: 'orders', holder: id, executionArn, alarmArns: [], candidateLane: '' }, admittedAt);
      expect((await run()).leases[0]?.repair).toEqual({ kind: 'release', because: 'its execution ended before it changed anything' });
      expect(await effects()).toEqual({ ...nothing, held: [] });
    },
  );

  it.each([
    ['promoted', [[id, 'promoted', {}]]],
    ['rolled-back', [[id, 'rolled-back', {}]]],
    ['refused', []],
  ] as const)('releases the lease of a deployment that is %s, once its end is told', async (status, recorded) => {
    const { ledger, effects, run } = aBench({ statuses: failed, actions: onStable });
    await anAdmitted(ledger, aborted({ status }));
    expect((await run()).leases[0]?.repair).toEqual({ kind: 'release', because: `the deployment is ${status}` });
    expect(await effects()).toEqual({ ...nothing, recorded, held: [] });
  });

  // RecordRollback gives the lease back before its execution ends: who is seen to be over by then has left nothing behind.
  it.each<[string, string | undefined]>([
    ['nobody has', undefined],
    ['another deployment has', 'orders-20261120T101500Z-2b3c4d'],
    ['it took anew, under another fence,', id],
  ])('does nothing about a lease that %s by the time its execution was asked for', async (_, next) => {
    const { ledger, needs, effects } = aBench({ actions: onStable, candidateTasks: 0 });
    await anAdmitted(ledger);
    const lease = { service: 'orders', executionArn, alarmArns: [], candidateLane: '' };
    const status = async () => {
      await ledger.release('orders', id);
      if (next !== undefined) await ledger.lease({ ...lease, holder: next }, secondsLater(600));
      return 'succeeded' as const;
    };
    const list = async () => ({ arns: [], isComplete: false });
    const run = reconcile({ ...needs, executions: { ...needs.executions, status, list } });
    const left = { kind: 'leave', because: 'its lease was given back meanwhile' };
    expect((await run()).leases).toEqual([{ service: 'orders', holder: id, repair: left }]);
    expect(await effects()).toEqual({ ...nothing, held: next === undefined ? [] : [next] });
  });

  it('releases the lease of a retirement that is over', async () => {
    const { ledger, effects, run } = aBench({ actions: onCandidate });
    await anAdmitted(ledger, aborted({ status: 'promoted' }));
    await ledger.release('orders', id);
    const retirement = { service: 'orders', holder: retirementHolder(id), executionArn: 'arn:retire', alarmArns: [], candidateLane: '' };
    await ledger.lease(retirement, admittedAt);
    await run();
    expect(await effects()).toEqual({ ...nothing, held: [] });
  });

  it('records a promotion that only was not written down', async () => {
    const { ledger, effects, run } = aBench({ statuses: failed, actions: onCandidate });
    await anAdmitted(ledger, aborted({ status: 'promoting' }));
    await run();
    expect(await effects()).toEqual({ ...nothing, recorded: [[id, 'promoted', {}]] });
  });

  it('starts the first restore without waking anybody, with the plan and why', async () => {
    const { ledger, effects, run } = aBench({ statuses: failed });
    await anAdmitted(ledger);
    const because = lost('split');
    expect((await run()).leases).toEqual([{ service: 'orders', holder: id, repair: { kind: 'restore', number: 1, page: false, because } }]);
    const input = { plan, failure: { Error: 'ExecutionLost', Cause: because } };
    expect(await effects()).toEqual({ ...nothing, started: [{ machineArn: restoreMachineArn, name: `restore-${id}-1`, input }] });
    expect((await ledger.events(id)).at(-1)).toEqual({ at: secondsLater(600).toISOString(), type: 'RestoreStarted', because });
  });

  // Users whom somebody moved before the launch stay where they are, unless somebody asked for their way back.
  it.each([
    ['abort', 'SignalLost'],
    ['unserved', 'SignalLost'],
    ['alarm', 'ExecutionLost'],
  ] as const)('says to the restore when a signal was stored that nobody heard and that asks for users: %s, %s', async (kind, name) => {
    const { ledger, effects, run } = aBench({ statuses: failed });
    await anAdmitted(ledger);
    await ledger.storeSignal(id, { kind, source: 'ana', because: 'wrong branch', occurredAt: admittedAt.toISOString() }, admittedAt);
    await run();
    const input = { plan, failure: { Error: name, Cause: lost('split') } };
    expect((await effects()).started).toMatchObject([{ name: `restore-${id}-1`, input }]);
  });

  it('starts a restore once when the end of an execution and the minute come at the same moment', async () => {
    const { ledger, effects, needs } = aBench({ statuses: failed });
    await anAdmitted(ledger);
    const ended = { 'detail-type': 'Step Functions Execution Status Change', detail: { executionArn } };
    const both = await Promise.all([reconcile(needs)(ended), reconcile(needs)()]);
    expect(both.map(({ leases }) => leases[0]?.repair.kind)).toEqual(['restore', 'restore']);
    expect((await effects()).started).toMatchObject([{ name: `restore-${id}-1` }]);
    expect((await ledger.events(id)).filter(({ type }) => type === 'RestoreStarted')).toHaveLength(1);
    expect((await effects()).pages).toEqual([]);
  });

  it('pages from the second restore on', async () => {
    const { ledger, effects, run } = aBench({ statuses: { ...failed, [restoreArn(1)]: 'failed' } });
    await anAdmitted(ledger);
    await run();
    const because = lost('split');
    const input = { plan, failure: { Error: 'ExecutionLost', Cause: because } };
    expect(await effects()).toEqual({
      ...nothing,
      started: [{ machineArn: restoreMachineArn, name: `restore-${id}-2`, input }],
      pages: [
        [
          'Sluice restores orders, try 2',
          { deploymentId: id, service: 'orders', because, ruleArn: plan.ruleArn, wanted: plan.actionsBefore },
        ],
      ],
    });
  });

  describe('after fifty restores', () => {
    const past = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [restoreArn(index + 1), 'failed' as const]));
    // Ten past ten, as the other cases.
    const later = `restore-${id}-20261120101`;
    const laterArn = `arn:aws:states:eu-west-1:111122223333:execution:sluice-restore:${later}`;

    it('tries every ten minutes, and keeps paging', async () => {
      const { ledger, effects, run } = aBench({ statuses: { ...failed, ...past } });
      await anAdmitted(ledger);
      await run();
      await run();
      const { started, pages } = await effects();
      expect([started.map(({ name }) => name), pages.length]).toEqual([[later], 2]);
      const tries = (await ledger.events(id)).filter(({ type }) => type === 'RestoreStarted');
      expect(tries.length).toBe(1);
    });

    it('tries again in the next ten minutes', async () => {
      const { ledger, effects, run } = aBench({ statuses: { ...failed, ...past, [laterArn]: 'failed' }, now: secondsLater(1_200) });
      await anAdmitted(ledger);
      await run();
      expect((await effects()).started.map(({ name }) => name)).toEqual([`restore-${id}-20261120102`]);
    });

    it('leaves a restore of hours before that still runs', async () => {
      const { ledger, effects, run } = aBench({ statuses: { ...failed, ...past, [laterArn]: 'running' }, now: secondsLater(14_399) });
      await anAdmitted(ledger);
      await run();
      expect(await effects()).toEqual(nothing);
    });

    it('fits the eighty characters of a name for the longest service', () => {
      const trigger = { kind: 'request', id: 'r', at: admittedAt.toISOString() } as const;
      const longest = deploymentIdOf({ service: 'a'.repeat(31), trigger });
      expect(restoreName(longest, 51, admittedAt).length).toBe(77);
    });
  });

  it('restores once even while all looks well: a shift may still be in flight', async () => {
    const { ledger, effects, run } = aBench({ statuses: failed, actions: onStable, candidateTasks: 0 });
    await anAdmitted(ledger);
    await run();
    expect((await effects()).started.map(({ name }) => name)).toEqual([`restore-${id}-1`]);
  });

  it('records the rollback once a restore is over and AWS shows it', async () => {
    const world = { statuses: { ...failed, [restoreArn(1)]: 'failed' }, actions: onStable, candidateTasks: 0 } as const;
    const { ledger, effects, run } = aBench(world);
    await anAdmitted(ledger);
    await run();
    const because = 'every user is on stable again and the candidate is stopped';
    expect(await effects()).toEqual({ ...nothing, recorded: [[id, 'rolled-back', { because }]] });
  });

  it('finishes a rollback after a promotion that lost its execution', async () => {
    const { ledger, effects, run } = aBench({ statuses: { [restoreArn(1)]: 'succeeded' }, actions: onStable, candidateTasks: 0 });
    await anAdmitted(ledger, aborted({ status: 'promoted' }));
    await ledger.release('orders', id);
    const holder = rollbackHolder(id);
    await ledger.lease({ service: 'orders', holder, executionArn: 'arn:rollback', alarmArns: [], candidateLane: '' }, admittedAt);
    await run();
    expect((await effects()).recorded).toEqual([
      [id, 'rolled-back', { because: 'every user is on stable again and the candidate is stopped' }],
    ]);
  });

  it('starts what a person asked for and nobody started, as a rollback that lets the old lane grow first', async () => {
    const { ledger, effects, run } = aBench({ actions: onCandidate, now: secondsLater(61) });
    await anAdmitted(ledger, aborted({ status: 'promoted' }));
    await ledger.release('orders', id);
    const holder = rollbackHolder(id);
    await ledger.lease({ service: 'orders', holder, executionArn: 'arn:rollback', alarmArns: [], candidateLane: '' }, admittedAt);
    await run();
    const failure = { Error: 'RollbackRequested', Cause: lost('on candidate', 'promoted') };
    expect((await effects()).started).toEqual([
      { machineArn: restoreMachineArn, name: restoreName(id, 1, secondsLater(61)), input: { plan, failure } },
    ]);
  });

  it.each([
    [899, ['stack:orders']],
    [900, []],
  ])('after %i s a stack update has the leases %j', async (seconds, held) => {
    const { ledger, effects, run } = aBench({ now: secondsLater(seconds) });
    const lease = { service: 'orders', executionArn: 'arn:aws:cloudformation:stack', alarmArns: [], candidateLane: '' };
    await ledger.lease({ ...lease, holder: stackUpdateHolder('orders') }, admittedAt);
    await run();
    expect(await effects()).toEqual({ ...nothing, held });
  });

  it('looks at every other lease when one fails, and fails itself so that the failure is seen', async () => {
    const { ledger, needs, effects } = aBench();
    const lease = { executionArn, alarmArns: [], candidateLane: '' };
    for (const service of ['billing', 'orders', 'search']) await ledger.lease({ ...lease, service, holder: `${service}-1` }, admittedAt);
    const find = async (deploymentId: string) => {
      if (deploymentId === 'billing-1') throw new DependencyError('DynamoDB is busy');
      return ledger.find(deploymentId);
    };
    await expect(reconcile({ ...needs, ledger: { ...ledger, find } })()).rejects.toThrow('DynamoDB is busy');
    expect((await effects()).held).toEqual(['billing-1']);
  });

  // A page too many is better than none: the run before may have died between the start and its page.
  it('starts a restore once when it runs again before Step Functions shows it, and pages again', async () => {
    const { ledger, effects, run } = aBench({ statuses: { ...failed, [restoreArn(1)]: 'failed' } });
    await anAdmitted(ledger);
    await run();
    await run();
    const { started, pages } = await effects();
    expect([started.length, pages.length]).toEqual([1, 2]);
  });
});
