import { describe, expect, it } from 'vitest';
import { rollbackHolder, stackUpdateHolder } from '../../../core/deployment/holders.ts';
import { DependencyError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import { admittedAt, aProgressing, secondsLater } from '../../core/builders.ts';
import { anEvent } from '../an-event.ts';
import { aPromoted, because, windowSeconds } from './a-promoted.ts';

const { id } = aProgressing();
const holder = stackUpdateHolder('orders');
const aLease = (of: string) => ({ service: 'orders', holder: of, executionArn: `arn:${of}`, alarmArns: [], candidateLane: '' });

/** A promoted deployment whose lanes CloudFormation updates. */
async function anUpdated() {
  const promoted = await aPromoted();
  const { ledger } = promoted;
  await ledger.lease(aLease(holder), admittedAt);
  const askedAt = secondsLater(61).toISOString();
  return { ...promoted, leaseLater: (atSeconds: number) => ledger.lease({ ...aLease('orders-2'), askedAt }, secondsLater(atSeconds)) };
}

/** A rollback that was asked for while CloudFormation updated the lanes, which is over by now. */
async function aPostponed() {
  const updated = await anUpdated();
  await updated.goBack();
  await updated.ledger.release('orders', holder);
  return updated;
}

describe('a rollback request while CloudFormation updates the lanes', () => {
  it('waits, which may take longer than a delivery is tried: it comes back from the outbox', async () => {
    const { ledger, started, goBack } = await anUpdated();
    const postponed = 'CloudFormation updates the lanes of orders: the way back is tried again in a minute';
    const deployments = [{ deploymentId: id, kind: 'rollback postponed' }];
    expect(await goBack()).toEqual({ kind: 'signalled', because: postponed, deployments });
    const [owed, ...more] = (await ledger.owed()).map(({ event }) => event);
    const fact = { at: secondsLater(windowSeconds - 1).toISOString(), service: 'orders', deploymentId: id, because: postponed };
    const detail = { by: 'ana', askedAt: secondsLater(60).toISOString(), asked: because };
    expect([owed, more]).toEqual([{ type: 'RollbackPostponed', ...fact, detail }, []]);
    await ledger.release('orders', holder);
    const { type = '', ...sent } = owed ?? {};
    expect(await goBack(anEvent({ 'detail-type': type, detail: sent }))).toMatchObject({ kind: 'signalled', because });
    expect(started.map(({ name }) => name)).toEqual([`rollback-${id}`]);
  });

  // It would replace the old lane, which is the way back.
  it('keeps the service meanwhile: what is asked for later does not come first', async () => {
    const { ledger, started, goBack, leaseLater } = await aPostponed();
    expect(await leaseLater(windowSeconds - 1)).toEqual({ kind: 'held', by: { holder: rollbackHolder(id) } });
    await goBack();
    expect(started.map(({ name }) => name)).toEqual([`rollback-${id}`]);
    await ledger.release('orders', rollbackHolder(id));
    expect(await leaseLater(windowSeconds - 1)).toMatchObject({ kind: 'leased' });
  });

  // A deployment at the end of the window would destroy the way back that was asked for in time.
  it('keeps the service no longer than its rollback window and a stack update', async () => {
    const { leaseLater } = await aPostponed();
    const endSeconds = windowSeconds + limits.heldOpenSeconds.value;
    expect(await leaseLater(endSeconds - 1)).toMatchObject({ kind: 'held' });
    expect(await leaseLater(endSeconds)).toMatchObject({ kind: 'leased' });
  });

  it('keeps the service as long when it comes after all of that: AWS was silent until then', async () => {
    const lateSeconds = windowSeconds + 2 * limits.heldOpenSeconds.value;
    const { ledger, goBack } = await aPromoted({ now: secondsLater(lateSeconds) });
    await ledger.lease(aLease(holder), admittedAt);
    await goBack();
    await ledger.release('orders', holder);
    const next = { ...aLease('orders-2'), askedAt: secondsLater(61).toISOString() };
    const endSeconds = lateSeconds + limits.heldOpenSeconds.value;
    expect(await ledger.lease(next, secondsLater(endSeconds - 1))).toMatchObject({ kind: 'held' });
    expect(await ledger.lease(next, secondsLater(endSeconds))).toMatchObject({ kind: 'leased' });
  });

  it.each([
    ['can never be done', { desiredCount: 0 }],
    ['has no healthy target to go back to', { healthyTargets: 0 }],
  ])('keeps the service no longer once it %s', async (_, change) => {
    const { goBack, old, leaseLater } = await aPostponed();
    Object.assign(old, change);
    await goBack().catch(() => undefined);
    expect(await leaseLater(windowSeconds - 1)).toMatchObject({ kind: 'leased' });
  });

  it('keeps the service no longer once the update has replaced the old lane, and says so', async () => {
    const { goBack, lanes, announced, leaseLater } = await aPostponed();
    lanes.missing = 'lane blue has no target group';
    await goBack();
    expect(announced).toMatchObject([{ type: 'RequestRefused', because: 'orders cannot go back: lane blue has no target group' }]);
    expect(await leaseLater(windowSeconds - 1)).toMatchObject({ kind: 'leased' });
  });

  it('is tried again at once when the update is over while it asks to be next', async () => {
    const { ledger, goBack } = await anUpdated();
    const reserve = ledger.reserve.bind(ledger);
    ledger.reserve = async (...asked) => {
      await ledger.release('orders', holder);
      return await reserve(...asked);
    };
    await expect(goBack()).rejects.toEqual(new DependencyError(`${holder} has orders at this moment: the request is tried again`));
    expect(await ledger.owed()).toEqual([]);
  });
});
