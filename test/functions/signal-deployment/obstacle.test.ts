import { describe, expect, it } from 'vitest';
import { keepTrying } from '../../../adapters/keep-trying.ts';
import { rollbackHolder } from '../../../core/deployment/holders.ts';
import { DependencyError } from '../../../core/errors.ts';
import { aProgressing, secondsLater } from '../../core/builders.ts';
import { anEvent } from '../an-event.ts';
import { aPromoted, because, request, windowSeconds } from './a-promoted.ts';

const { id } = aProgressing();
const begun = [`rollback-${id}`];
const asked = (atSeconds: number) =>
  anEvent({ ...request, 'detail-type': 'RollbackRequested', time: secondsLater(atSeconds).toISOString() });
const names = (started: readonly { readonly name: string }[]) => started.map(({ name }) => name);

/** All tries of one delivery; before each but the first, time goes on and `meanwhile` happens. */
function delivery(signal: (event: unknown, begunAt: Date) => Promise<unknown>, change: { now?: Date }, meanwhile = () => {}) {
  const now = () => change.now ?? secondsLater(0);
  const sleep = async (ms: number): Promise<void> => {
    change.now = new Date(now().getTime() + ms + 1);
    meanwhile();
  };
  return keepTrying(signal, { now, sleep })(request);
}

describe('a rollback request is not refused while users need it', () => {
  it.each([
    ['somebody stopped the promoted lane', { serving: { desiredCount: 0, healthyTargets: 0 } }],
    ['somebody deleted its ECS service', { serving: { status: 'INACTIVE', desiredCount: 0, healthyTargets: 0 } }],
    ['ECS does not know its service any more', { serving: 'lane green has no ECS service' }],
    [
      'the rule sends them to nobody, and the promoted lane is at rest',
      { serving: { desiredCount: 0, healthyTargets: 0 }, rule: 'nobody' },
    ],
    ['the old lane was trimmed, and all its tasks are healthy', { old: { desiredCount: 3, healthyTargets: 3 } }],
    ['nobody serves, and the old lane is nearly whole', { serving: { healthyTargets: 0 }, old: { healthyTargets: 1 } }],
    ['the rule sends them to nobody, and the old lane is nearly whole', { rule: 'nobody', old: { healthyTargets: 1 } }],
  ] satisfies readonly [string, Parameters<typeof aPromoted>[0]][])('when %s', async (_, change) => {
    const { started, announced, goBack } = await aPromoted(change);
    expect(await goBack()).toMatchObject({ kind: 'signalled', because });
    expect([names(started), announced]).toEqual([begun, []]);
  });

  it('waits for a trimmed lane as for a whole one', async () => {
    const { goBack } = await aPromoted({ old: { desiredCount: 3, healthyTargets: 2 } });
    await expect(goBack()).rejects.toEqual(new DependencyError('orders cannot go back yet: 2 of 3 targets of blue are healthy'));
  });

  // The next release would replace that lane.
  it.each(['unread', 'gone'] as const)('keeps the service for a lane that heals, also when its rule is %s', async (rule) => {
    const { ledger, goBack } = await aPromoted({ old: { healthyTargets: 3 }, rule });
    await expect(goBack()).rejects.toEqual(new DependencyError('orders cannot go back yet: 3 of 4 targets of blue are healthy'));
    expect(await ledger.leaseOf('orders')).toMatchObject({ holder: rollbackHolder(id) });
  });

  it('is tried again when ELB does not tell whether a lane at rest has users', async () => {
    const { ledger, announced, goBack } = await aPromoted({ serving: { desiredCount: 0 }, rule: 'unread' });
    await expect(goBack()).rejects.toBeInstanceOf(DependencyError);
    expect([announced, await ledger.heldLeases()]).toEqual([[], []]);
  });
});

describe('the rollback window', () => {
  const lateBy = (seconds: number) => ({ now: secondsLater(windowSeconds + seconds) });

  // AWS may be silent for hours, and the old lane is not put to rest once it was asked for.
  it.each([1, 86_400])('counts for when it was asked, however late that comes: %i s', async (seconds) => {
    const { started, goBack } = await aPromoted(lateBy(seconds));
    await goBack(asked(windowSeconds - 1));
    expect(names(started)).toEqual(begun);
  });

  it('is over for what was asked for at its end', async () => {
    const { started, goBack } = await aPromoted(lateBy(1));
    const ended = `orders cannot go back: its rollback window ended ${secondsLater(windowSeconds).toISOString()}`;
    expect(await goBack(asked(windowSeconds))).toMatchObject({ kind: 'refused', because: ended });
    expect(started).toEqual([]);
  });
});

describe('the end of the rollback window', () => {
  const late = { now: secondsLater(windowSeconds + 120) };
  const unserved = { ...late, serving: { healthyTargets: 0 } };

  it.each([
    ['are served by nobody', unserved],
    ['are sent to nobody', { ...late, rule: 'nobody' }],
  ] as const)('bars nobody from going back whose users %s: the old lane was kept for them', async (_, change) => {
    const { started, goBack } = await aPromoted(change);
    await goBack(asked(windowSeconds + 60));
    expect(names(started)).toEqual(begun);
  });

  it.each([
    ['the promoted lane has no users', { ...unserved, rule: 0 }],
    ['a single target serves', { ...late, serving: { healthyTargets: 1 } }],
    ['the service is gone with its rule', { ...late, serving: 'lane green has no ECS service', rule: 'gone' }],
  ] as const)('counts when %s', async (_, change) => {
    const { started, goBack } = await aPromoted(change);
    expect(await goBack(asked(windowSeconds + 60))).toMatchObject({ kind: 'refused' });
    expect(started).toEqual([]);
  });
});

describe('a rollback whose machine may have been started', () => {
  it('keeps its lease, whatever the lanes show after that: the reconciler goes on', async () => {
    const change = { now: secondsLater(windowSeconds - 60) };
    const { ledger, executions, started, signal } = await aPromoted(change);
    const start = executions.start.bind(executions);
    executions.start = async (...asked) => {
      await start(...asked);
      throw new DependencyError('Step Functions did not answer');
    };
    expect(await delivery(signal, change)).toMatchObject({
      kind: 'ignored',
      because: expect.stringContaining('the reconciler sees to it'),
    });
    expect([names(started), (await ledger.leaseOf('orders'))?.holder]).toEqual([begun, rollbackHolder(id)]);
  });

  it('is started at once again: the reconciler looks only a minute later', async () => {
    const { executions, started, goBack } = await aPromoted();
    const start = executions.start.bind(executions);
    executions.start = async () => {
      executions.start = start;
      throw new DependencyError('Step Functions was throttled');
    };
    expect(await goBack()).toMatchObject({ kind: 'signalled', because });
    expect(names(started)).toEqual(begun);
  });
});

describe('a rollback whose machine ran before', () => {
  // Step Functions starts no second one of a name for 90 days.
  it('is left to the reconciler, and is not said to be started', async () => {
    const { ledger, executions, started, goBack } = await aPromoted();
    await executions.start('arn:restore', begun[0] ?? '', {});
    expect(await goBack()).toMatchObject({ kind: 'ignored', because: expect.stringContaining('its machine ran before') });
    expect([names(started), (await ledger.leaseOf('orders'))?.holder]).toEqual([begun, rollbackHolder(id)]);
  });
});

describe('a rollback request whose lanes cannot be read', () => {
  const silence = () => Promise.reject(new DependencyError('ECS does not answer'));

  // Lambda tries for minutes, and AWS may be silent for an hour.
  it('is kept when its delivery ends, and could not be handled all the same, which pages', async () => {
    const change = { now: secondsLater(windowSeconds - 60) };
    const { ledger, lanes, signal } = await aPromoted(change);
    lanes.reads = silence;
    await expect(delivery(signal, change)).rejects.toEqual(new DependencyError('ECS does not answer'));
    const owed = (await ledger.owed()).map(({ event }) => event);
    const detail = { by: 'ana', askedAt: secondsLater(60).toISOString(), asked: because };
    const told = 'users have not gone back yet: the way back is tried again in a minute';
    expect(owed[0]).toMatchObject({ type: 'RollbackPostponed', service: 'orders', deploymentId: id, because: told, detail });
    expect(owed).toHaveLength(1);
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it('is kept also by a delivery whose first look takes all its time', async () => {
    const change = { now: secondsLater(windowSeconds - 60) };
    const { ledger, lanes, signal } = await aPromoted(change);
    lanes.reads = () => {
      change.now = new Date(change.now.getTime() + 20_000);
      return silence();
    };
    await expect(delivery(signal, change)).rejects.toEqual(new DependencyError('ECS does not answer'));
    expect((await ledger.owed()).map(({ event: { because } }) => because)).toEqual([
      'ECS does not answer: the way back is tried again in a minute',
    ]);
  });

  it('is kept once, by whatever clock it was asked for', async () => {
    const change = { now: secondsLater(windowSeconds - 60) };
    const { ledger, lanes, signal } = await aPromoted(change);
    lanes.reads = silence;
    const ahead = asked(windowSeconds + 3_600);
    await delivery((_, begunAt) => signal(ahead, begunAt), change).catch(() => undefined);
    expect(await ledger.owed()).toHaveLength(1);
  });

  it('is not kept while it is tried: it may be over in a moment', async () => {
    const change = { now: secondsLater(windowSeconds - 60) };
    const { ledger, lanes, started, signal } = await aPromoted(change);
    lanes.reads = silence;
    const answers = () => {
      lanes.reads = async () => {};
    };
    await delivery(signal, change, answers);
    expect([names(started), await ledger.owed()]).toEqual([begun, []]);
  });

  /** They are read by the first late try, which has kept the request. */
  async function aLateOne() {
    const change = { now: secondsLater(windowSeconds - 60) };
    const promoted = await aPromoted(change);
    const { ledger, lanes } = promoted;
    lanes.reads = async () => {
      if ((await ledger.owed()).length === 0) await silence();
      lanes.reads = async () => {};
    };
    return { ...promoted, deliver: () => delivery(promoted.signal, change) };
  }

  it('is kept no longer once it is under way, however late', async () => {
    const { ledger, started, deliver } = await aLateOne();
    await deliver();
    expect([names(started), await ledger.owed()]).toEqual([begun, []]);
  });

  it('is kept no longer once it is refused', async () => {
    const { ledger, old, announced, deliver } = await aLateOne();
    Object.assign(old, { desiredCount: 0 });
    await deliver();
    expect([announced.length, await ledger.owed()]).toEqual([1, []]);
  });

  it('stays there when nobody can take the service: this delivery may end first', async () => {
    const { ledger, started, deliver } = await aLateOne();
    ledger.lease = () => Promise.reject(new DependencyError('DynamoDB was throttled'));
    await expect(deliver()).rejects.toThrow('DynamoDB was throttled');
    expect([started, (await ledger.owed()).length]).toEqual([[], 1]);
  });

  it('is under way also when it cannot be crossed off', async () => {
    const { ledger, started, deliver } = await aLateOne();
    ledger.paid = () => Promise.reject(new DependencyError('DynamoDB was throttled'));
    expect(await deliver()).toMatchObject({ kind: 'signalled' });
    expect([names(started), (await ledger.owed()).length]).toEqual([begun, 1]);
  });
});

// What mends it may be the next release.
describe('an old lane that was healing and is dead', () => {
  it('keeps nobody away: this delivery gives back what it took', async () => {
    const change = { now: secondsLater(windowSeconds - 60), old: { healthyTargets: 3 } };
    const { ledger, old, signal } = await aPromoted(change);
    const dies = () => {
      old.healthyTargets = 0;
    };
    await expect(delivery(signal, change, dies)).rejects.toThrow('0 of 4 targets of blue are healthy');
    expect([await ledger.heldLeases(), await ledger.owed()]).toEqual([[], []]);
  });

  it('leaves the lease of another delivery alone: the reconciler may have begun', async () => {
    const { ledger, old, goBack } = await aPromoted({ old: { healthyTargets: 3 } });
    const holder = rollbackHolder(id);
    await ledger.lease({ service: 'orders', holder, executionArn: 'arn:1', alarmArns: [], candidateLane: '' }, secondsLater(1));
    old.healthyTargets = 0;
    await expect(goBack()).rejects.toThrow('0 of 4 targets of blue are healthy');
    expect(await ledger.leaseOf('orders')).toMatchObject({ holder });
  });
});
