import { describe, expect, it } from 'vitest';
import { refuseOutdated } from '../../../functions/admit-deployment/refused.ts';
import { admittedAt, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { anEvent } from '../an-event.ts';
import { aBench } from './a-bench.ts';
import { aPromoted, windowSeconds } from './a-promoted.ts';

const { id } = aProgressing();
const now = secondsLater(90);
const detail = { service: 'orders', by: 'ana' };

/** What a person asks for with a clock that is ahead. */
const ahead = (detailType: string, time = '2099-01-01T00:00:00Z') => ({ 'detail-type': detailType, time, detail });

/** Whether a deployment that was pushed later begins, after what a person asked for. */
async function isOutdated(ledger: ReturnType<typeof aBench>['ledger'], pushedAt: Date): Promise<boolean> {
  const at = pushedAt.toISOString();
  const leasing = { service: 'orders', holder: 'orders-9', executionArn: 'arn:9', alarmArns: [], candidateLane: '', askedAt: at };
  const leased = await ledger.lease(leasing, pushedAt);
  if (leased.kind === 'held') throw new RangeError('the service is held');
  const request = { service: 'orders', trigger: { kind: 'image-push', id: '1.43.0', at } } as const;
  return (await refuseOutdated(ledger, request, leased.lease)) !== undefined;
}

describe.each(['AbortRequested', 'RollbackRequested'])('%s with a time that is still to come', (detailType) => {
  it('ends the deployment in progress all the same', async () => {
    const { ledger, send } = aBench();
    await anAdmitted(ledger);
    expect(await send(ahead(detailType))).toMatchObject({ deployments: [{ deploymentId: id, kind: 'stored' }] });
    expect((await ledger.load(id)).signal?.occurredAt).toBe(now.toISOString());
  });

  // It was kept under that time: nothing was released for decades, and no later abort replaced it.
  it('refuses what was asked for before now, and nothing later', async () => {
    const { ledger, announced, send } = aBench();
    expect((await send(ahead(detailType))).kind).toBe('refused');
    expect(announced).toMatchObject([{ type: 'RequestRefused', detail: { askedAt: now.toISOString() } }]);
    expect(await isOutdated(ledger, now)).toBe(true);
    await ledger.release('orders', 'orders-9');
    expect(await isOutdated(ledger, secondsLater(91))).toBe(false);
  });

  it('is of that time when two clocks differ no more than clocks do', async () => {
    const { ledger, send } = aBench();
    const time = secondsLater(95).toISOString();
    await send(ahead(detailType, time));
    const leasing = { service: 'orders', holder: 'orders-9', executionArn: 'arn:9', alarmArns: [], candidateLane: '' };
    expect(await ledger.lease(leasing, admittedAt)).toMatchObject({ lease: { aborted: { occurredAt: time } } });
  });
});

describe.each(['RollbackRequested', 'RollbackPostponed'])('%s with a time that is still to come', (detailType) => {
  it('takes the last promotion back, and refuses nothing that is asked for later', async () => {
    const { ledger, started, goBack } = await aPromoted();
    const asked = { service: 'orders', detail: { by: 'ana', askedAt: '2099-01-01T00:00:00Z', asked: 'wrong price' } };
    await goBack(anEvent({ ...ahead(detailType), ...(detailType === 'RollbackPostponed' && { detail: asked }) }));
    expect(started.map(({ name }) => name)).toEqual([`rollback-${id}`]);
    expect((await ledger.leaseOf('orders'))?.aborted?.occurredAt).toBe(secondsLater(windowSeconds - 1).toISOString());
  });
});
