import { describe, expect, it } from 'vitest';
import { keepTrying } from '../../../adapters/keep-trying.ts';
import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { retirementHolder, rollbackHolder } from '../../../core/deployment/holders.ts';
import { DependencyError } from '../../../core/errors.ts';
import { signalDeployment } from '../../../functions/signal-deployment/signal-deployment.ts';
import { admittedAt, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { anEvent, machineArn as restoreMachineArn } from '../an-event.ts';
import { fakeExecutions } from '../fake-executions.ts';
import { silentWitnesses } from '../silent-witnesses.ts';
import { theAnnounced } from '../the-announced.ts';
import { aPromoted, because, request, windowSeconds } from './a-promoted.ts';

const { id, plan } = aProgressing();

const abort = (askedAtSeconds: number) =>
  anEvent({ ...request, 'detail-type': 'AbortRequested', source: 'sluice.request', time: secondsLater(askedAtSeconds).toISOString() });

/** A deployment of an hour later that is over, or not. */
async function aLater(ledger: Ledger, status?: 'promoted' | 'rolled-back') {
  const later = { ...aProgressing(), id: 'orders-later', admittedAt: secondsLater(3_600).toISOString() };
  await anAdmitted(ledger, later);
  const event = { at: later.admittedAt, type: 'DeploymentPromoted', because: 'over' } as const;
  if (status !== undefined) await ledger.finish(later.id, { status, event });
  await ledger.release('orders', later.id);
}

const refused = (obstacle: string, deploymentId = id) => ({
  kind: 'refused',
  because: `orders cannot go back: ${obstacle}`,
  deployments: deploymentId === '' ? [] : [{ deploymentId, kind: 'refused' }],
});
const told = (obstacle: string, now: Date, deploymentId = id) => ({
  type: 'RequestRefused',
  at: now.toISOString(),
  service: 'orders',
  deploymentId,
  because: `orders cannot go back: ${obstacle}`,
  detail: { request: 'RollbackRequested', by: 'ana', askedAt: secondsLater(60).toISOString() },
});

describe('a rollback request without a deployment in progress', () => {
  it('takes the last promoted deployment back, with the lease of the service', async () => {
    const { ledger, started, goBack } = await aPromoted();
    expect(await goBack()).toEqual({ kind: 'signalled', because, deployments: [{ deploymentId: id, kind: 'rollback started' }] });
    const name = `rollback-${id}`;
    expect(started).toEqual([
      { machineArn: restoreMachineArn, name, input: { plan, failure: { Error: 'RollbackRequested', Cause: because } } },
    ]);
    expect(await ledger.leaseOf('orders')).toMatchObject({
      holder: rollbackHolder(id),
      executionArn: `arn:aws:states:eu-west-1:111122223333:execution:sluice-restore:${name}`,
    });
  });

  it('changes nothing when it is asked twice', async () => {
    const change = { now: secondsLater(windowSeconds - 60) };
    const { ledger, started, goBack } = await aPromoted(change);
    await goBack();
    const lease = await ledger.leaseOf('orders');
    change.now = secondsLater(windowSeconds - 30);
    expect((await goBack()).kind).toBe('ignored');
    expect(started).toHaveLength(1);
    expect(await ledger.leaseOf('orders')).toEqual(lease);
  });

  it('takes back the newest of several promoted deployments, over a newer one that was rolled back', async () => {
    const { ledger, started, goBack } = await aPromoted();
    for (const [hours, status] of [
      [-1, 'promoted'],
      [1, 'rolled-back'],
    ] as const) {
      const other = { ...aProgressing(), id: `orders-${status}`, admittedAt: secondsLater(hours * 3_600).toISOString() };
      await anAdmitted(ledger, other);
      await ledger.finish(other.id, { status, event: { at: other.admittedAt, type: 'DeploymentPromoted', because: 'over' } });
      await ledger.release('orders', other.id);
    }
    await goBack();
    expect(started.map(({ name }) => name)).toEqual([`rollback-${id}`]);
  });

  it.each([
    [
      'the old lane runs something else',
      { old: { deployments: [{ taskDefinitionArn: 'orders-blue:43', rolloutState: 'COMPLETED', because: undefined }] } },
      'blue runs something else by now',
    ],
    ['the old lane is gone', { old: { status: 'INACTIVE' } }, 'blue runs something else by now'],
    ['the old lane was stopped', { old: { desiredCount: 0 } }, 'blue was scaled to 0, 4 served before'],
    ['a stack update replaced the old lane', { missing: 'lane blue has no target group' }, 'lane blue has no target group'],
    ['it was taken back before', { serving: { desiredCount: 0 }, rule: 0 }, 'green is at rest: it was taken back before'],
    [
      'its lane is gone, and has no users',
      { serving: 'lane green has no ECS service', rule: 0 },
      'green is at rest: it was taken back before',
    ],
  ])('does nothing when %s, and tells who asked', async (_, change: Parameters<typeof aPromoted>[0] = {}, obstacle) => {
    const { ledger, started, announced, goBack } = await aPromoted(change);
    expect(await goBack()).toEqual(refused(obstacle));
    expect(started).toEqual([]);
    expect(announced).toEqual([told(obstacle, change.now ?? secondsLater(windowSeconds - 1))]);
    expect(await ledger.heldLeases()).toEqual([]);
  });

  // The next release would replace the old lane.
  it('keeps the service and is tried again while the old lane lacks healthy targets and nothing else', async () => {
    const { ledger, started, announced, goBack, old } = await aPromoted({ old: { healthyTargets: 3 } });
    const lacking = 'orders cannot go back yet: 3 of 4 targets of blue are healthy';
    await expect(goBack()).rejects.toEqual(new DependencyError(lacking));
    expect(await ledger.leaseOf('orders')).toMatchObject({ holder: rollbackHolder(id) });
    expect([started, announced]).toEqual([[], []]);
    old.healthyTargets = 4;
    await goBack();
    expect(started.map(({ name }) => name)).toEqual([`rollback-${id}`]);
  });

  it('does not refuse what an earlier try took the service for: that is done all the same', async () => {
    const { ledger, announced, goBack, old } = await aPromoted({ old: { healthyTargets: 3 } });
    await expect(goBack()).rejects.toThrow('3 of 4 targets');
    old.desiredCount = 0;
    expect(await goBack()).toMatchObject({ kind: 'ignored' });
    expect(announced).toEqual([]);
    expect(await ledger.leaseOf('orders')).toMatchObject({ holder: rollbackHolder(id) });
  });

  // What mends it may be the next release.
  it('keeps nobody away while the old lane has no healthy target at all, and is tried again', async () => {
    const { ledger, goBack } = await aPromoted({ old: { healthyTargets: 0 } });
    await expect(goBack()).rejects.toEqual(new DependencyError('orders cannot go back yet: 0 of 4 targets of blue are healthy'));
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it('counts targets of an old lane that somebody took out of the rule', async () => {
    const { started, goBack } = await aPromoted({ old: { healthyTargets: 0, uncheckedTargets: 4 } });
    await goBack();
    expect(started.map(({ name }) => name)).toEqual([`rollback-${id}`]);
  });

  it('takes back what was just promoted, whatever the history still says of it', async () => {
    const { ledger, started, goBack } = await aPromoted();
    const history = ledger.history.bind(ledger);
    ledger.history = async (...asked) => (await history(...asked)).map((one) => ({ ...one, status: 'promoting' }));
    await goBack();
    expect(started.map(({ name }) => name)).toEqual([`rollback-${id}`]);
  });

  it('passes over a record that is not over and has no lease: it moves nobody any more', async () => {
    const { ledger, started, goBack } = await aPromoted();
    await aLater(ledger);
    await goBack();
    expect(started.map(({ name }) => name)).toEqual([`rollback-${id}`]);
  });

  it.each(['RollbackRequested', 'AbortRequested'])(
    'of type %s leaves in peace what was asked for later, and tells who asked',
    async (type) => {
      const { ledger, started, announced, goBack } = await aPromoted();
      await anAdmitted(ledger, { ...aProgressing(), id: 'orders-2' }, { askedAt: secondsLater(61).toISOString() });
      const because = 'orders-2 has orders, and was asked for later: ask again to take that one back';
      const deployments = [{ deploymentId: 'orders-2', kind: 'refused' }];
      expect(await goBack(anEvent({ ...request, source: 'sluice.request', 'detail-type': type }))).toEqual({
        kind: 'refused',
        because,
        deployments,
      });
      expect(started).toEqual([]);
      expect(announced).toMatchObject([{ type: 'RequestRefused', deploymentId: 'orders-2', because }]);
    },
  );

  // It may be refused in a moment, and then nobody would deploy and nobody go back.
  it('is tried again while what was asked for later is only being admitted', async () => {
    const { ledger, announced, goBack } = await aPromoted();
    const later = { service: 'orders', holder: 'orders-2', executionArn: 'arn:2', alarmArns: [], candidateLane: '' };
    await ledger.lease({ ...later, askedAt: secondsLater(61).toISOString() }, secondsLater(61));
    await expect(goBack()).rejects.toEqual(new DependencyError('orders-2 begins at this moment: the request is tried again'));
    expect(announced).toEqual([]);
  });

  // It ended that one, and is delivered again.
  it.each(['rolled-back', 'needs-human'] as const)('stays with the deployment that it ended, which is %s', async (status) => {
    const { ledger, started, announced, goBack } = await aPromoted();
    const ended = { ...aProgressing(), id: 'orders-2', admittedAt: secondsLater(30).toISOString() };
    await anAdmitted(ledger, ended);
    await ledger.finish(ended.id, {
      status,
      event: { at: secondsLater(90).toISOString(), type: 'DeploymentRolledBack', because: 'asked' },
    });
    await ledger.release('orders', ended.id);
    const because = `orders-2 was in progress when it was asked for, and is ${status}: what was promoted before it stays`;
    expect(await goBack()).toEqual({ kind: 'refused', because, deployments: [{ deploymentId: 'orders-2', kind: 'refused' }] });
    expect(started).toEqual([]);
    expect(announced).toMatchObject([{ type: 'RequestRefused', deploymentId: 'orders-2', because }]);
  });

  // Its record was put by a late try of its admission: no user ever saw it.
  it('passes over a deployment that was refused', async () => {
    const { ledger, started, goBack } = await aPromoted();
    const ended = { ...aProgressing(), id: 'orders-2', admittedAt: secondsLater(30).toISOString() };
    await anAdmitted(ledger, ended);
    const event = { at: secondsLater(90).toISOString(), type: 'DeploymentRefused', because: 'lost' } as const;
    await ledger.finish(ended.id, { status: 'refused', event });
    await ledger.release('orders', ended.id);
    expect((await goBack()).deployments).toEqual([{ deploymentId: id, kind: 'rollback started' }]);
    expect(started).toHaveLength(1);
  });

  it('does not take back what was promoted, and began, after it was asked for', async () => {
    const { ledger, started, announced, goBack } = await aPromoted();
    await aLater(ledger, 'promoted');
    const because = 'orders-later was promoted, and began after it was asked for: ask again to take that one back';
    expect(await goBack()).toEqual({ kind: 'refused', because, deployments: [{ deploymentId: 'orders-later', kind: 'refused' }] });
    expect(started).toEqual([]);
    expect(announced).toMatchObject([{ type: 'RequestRefused', because }]);
  });

  it('waits for what was asked for before it and has not begun: that is refused', async () => {
    const { ledger, goBack } = await aPromoted();
    await goBack();
    await ledger.release('orders', rollbackHolder(id));
    const next = { service: 'orders', holder: 'orders-2', executionArn: 'arn:2', alarmArns: [], candidateLane: '' };
    expect(await ledger.lease(next, secondsLater(90))).toMatchObject({ lease: { aborted: { source: 'ana', because } } });
  });

  it('is tried again when a deployment begins at this moment', async () => {
    const { ledger, goBack } = await aPromoted();
    const { executionArn } = aProgressing();
    const busy = { service: 'orders', holder: 'orders-2', executionArn, alarmArns: [], candidateLane: '' };
    ledger.history = async (_, limit) => {
      // Not yet when it is only looked whether there was one.
      if (limit > 1) await ledger.lease(busy, admittedAt);
      return [await ledger.load(id)];
    };
    await expect(goBack()).rejects.toEqual(new DependencyError('orders-2 has orders at this moment: the request is tried again'));
  });

  it('does nothing when nothing was ever promoted', async () => {
    const { executions } = fakeExecutions();
    const { announcer, announced } = theAnnounced();
    const lanes = { read: () => Promise.reject(new RangeError('no lane is read here')) };
    const send = signalDeployment({
      ...silentWitnesses,
      announcer,
      ledger: memoryLedger(),
      executions,
      lanes,
      restoreMachineArn,
      now: () => secondsLater(60),
    });
    expect(await send(request)).toEqual(refused('no promoted deployment is known', ''));
    expect(announced).toEqual([told('no promoted deployment is known', secondsLater(60), '')]);
  });

  // Two machines at once would write one rule; and who took the lease gives it back when the old lane is at rest.
  describe('that meets the lease of another delivery', () => {
    const rollback = { service: 'orders', holder: rollbackHolder(id), executionArn: 'arn:rollback', alarmArns: [], candidateLane: '' };

    async function aTaken(secondsAgo: number) {
      const promoted = await aPromoted();
      const takenAt = secondsLater(windowSeconds - 1 - secondsAgo);
      await promoted.ledger.lease(rollback, takenAt);
      return { ...promoted, because: `${rollback.holder} has orders: another delivery took it at ${takenAt.toISOString()}` };
    }

    it('waits some seconds for what that one does, and touches nothing', async () => {
      const { ledger, started, goBack, because } = await aTaken(10);
      await expect(goBack()).rejects.toEqual(new DependencyError(`${because}, and may give it back`));
      expect(started).toEqual([]);
      expect(await ledger.leaseOf('orders')).toMatchObject(rollback);
    });

    it('leaves it to the reconciler after that', async () => {
      const { ledger, started, goBack, because } = await aTaken(11);
      const left = because.replace('has orders:', 'has orders: the reconciler sees to it;');
      expect(await goBack()).toEqual({ kind: 'ignored', because: left, deployments: [] });
      expect(started).toEqual([]);
      expect(await ledger.leaseOf('orders')).toMatchObject(rollback);
    });
  });

  describe('whose delivery is tried again', () => {
    /** All tries of one delivery, under a clock that goes on. */
    async function delivered(what: (promoted: Awaited<ReturnType<typeof aPromoted>>) => void, old = {}) {
      const change = { old, now: secondsLater(windowSeconds - 60) };
      const promoted = await aPromoted(change);
      what(promoted);
      const pass = async (ms: number): Promise<void> => {
        change.now = new Date(change.now.getTime() + ms + 1);
        promoted.old.healthyTargets = 4;
      };
      const answer = await keepTrying(promoted.signal, { now: () => change.now, sleep: pass })(request);
      return { answer: answer.kind, started: promoted.started.map(({ name }) => name) };
    }
    const begun = { answer: 'signalled', started: [`rollback-${id}`] };

    it('starts the machine though the answer to its lease was lost', async () => {
      const lost = ({ ledger }: { ledger: Ledger }): void => {
        const taking = ledger.lease.bind(ledger);
        ledger.lease = async (...asked) => {
          ledger.lease = taking;
          await taking(...asked);
          throw new DependencyError('DynamoDB did not answer');
        };
      };
      expect(await delivered(lost)).toEqual(begun);
    });

    it('starts it once the old lane has healed, under the lease that keeps the next release away', async () => {
      expect(await delivered(() => undefined, { healthyTargets: 3 })).toEqual(begun);
    });
  });

  it('waits for a short job that has the service: the delivery is tried again', async () => {
    const { ledger, started, goBack } = await aPromoted();
    const holder = retirementHolder(id);
    await ledger.lease({ service: 'orders', holder, executionArn: 'arn:retire', alarmArns: [], candidateLane: '' }, admittedAt);
    await expect(goBack()).rejects.toEqual(new DependencyError(`${holder} has orders at this moment: the request is tried again`));
    expect(started).toEqual([]);
  });

  it('goes on when the rollback window ends after it took the service: nobody can put the old lane to rest any more', async () => {
    const change: { now?: Date } = {};
    const { ledger, started, goBack } = await aPromoted(change);
    const lease = ledger.lease.bind(ledger);
    ledger.lease = (...asked) => {
      change.now = secondsLater(windowSeconds);
      return lease(...asked);
    };
    await goBack();
    expect(started.map(({ name }) => name)).toEqual([`rollback-${id}`]);
    expect(await ledger.leaseOf('orders')).toMatchObject({ holder: rollbackHolder(id) });
  });

  it('looks again once it has the service: the old lane may have been put to rest while it asked', async () => {
    const { ledger, started, goBack, old } = await aPromoted();
    const lease = ledger.lease.bind(ledger);
    ledger.lease = (...asked) => {
      old.desiredCount = 0;
      return lease(...asked);
    };
    expect(await goBack()).toEqual(refused('blue was scaled to 0, 4 served before'));
    expect(started).toEqual([]);
    expect(await ledger.heldLeases()).toEqual([]);
  });
});

describe('an abort without a deployment in progress', () => {
  it('takes back what was promoted since it was asked for', async () => {
    const { started, goBack } = await aPromoted();
    await goBack(abort(-1));
    expect(started.map(({ name }) => name)).toEqual([`rollback-${id}`]);
  });

  it('takes nothing back that was promoted before, and tells who asked', async () => {
    const { started, announced, goBack } = await aPromoted();
    const because = 'no deployment of orders is in progress: what was asked for before and has not begun will be refused';
    expect(await goBack(abort(60))).toEqual({ kind: 'refused', because, deployments: [] });
    expect(started).toEqual([]);
    const detail = { request: 'AbortRequested', by: 'ana', askedAt: secondsLater(60).toISOString() };
    const at = secondsLater(windowSeconds - 1).toISOString();
    expect(announced).toEqual([{ type: 'RequestRefused', at, service: 'orders', deploymentId: '', because, detail }]);
  });

  it('waits for the deployments that wait for their turn', async () => {
    const { ledger, goBack } = await aPromoted();
    await goBack(abort(60));
    const aborted = { kind: 'abort', source: 'ana', because, occurredAt: secondsLater(60).toISOString() };
    const next = { service: 'orders', holder: 'orders-2', executionArn: 'arn:2', alarmArns: [], candidateLane: '' };
    expect(await ledger.lease(next, secondsLater(90))).toMatchObject({ lease: { aborted } });
  });

  it('is tried again when a deployment begins at this moment', async () => {
    const { ledger, goBack } = await aPromoted();
    const next = { service: 'orders', holder: 'orders-2', executionArn: 'arn:2', alarmArns: [], candidateLane: '' };
    const abortUnbegun = ledger.abortUnbegun.bind(ledger);
    ledger.abortUnbegun = async (...asked) => {
      await ledger.lease(next, admittedAt);
      return await abortUnbegun(...asked);
    };
    await expect(goBack(abort(60))).rejects.toEqual(new DependencyError('orders-2 begins at this moment: the request is tried again'));
  });
});
