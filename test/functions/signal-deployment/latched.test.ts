import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { DependencyError } from '../../../core/errors.ts';
import { refuseOutdated } from '../../../functions/admit-deployment/refused.ts';
import { admittedAt, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { aBench } from './a-bench.ts';

const { id } = aProgressing();
const leasing = { service: 'orders', holder: 'orders-0', executionArn: 'arn:0', alarmArns: [], candidateLane: '' };

/** Whether a deployment that was asked for then may begin, once it has the service. */
async function mayBegin(ledger: Ledger, askedAt: Date): Promise<boolean> {
  const at = askedAt.toISOString();
  const leased = await ledger.lease({ ...leasing, askedAt: at }, secondsLater(99));
  if (leased.kind === 'held') throw new RangeError(`the service is held by ${leased.by.holder}`);
  const request = { service: 'orders', trigger: { kind: 'image-push', id: '1.43.0', at } } as const;
  return (await refuseOutdated(ledger, request, leased.lease)) === undefined;
}

describe.each(['AbortRequested', 'RollbackRequested'])('%s that meets a deployment in progress', (detailType) => {
  const asked = { 'detail-type': detailType, time: secondsLater(60).toISOString(), detail: { service: 'orders', by: 'ana' } };

  // AWS may refuse a first admission for minutes, while a second one of the same image begins and is aborted.
  it('refuses what was asked for before and has not begun, and nothing later', async () => {
    const { ledger, send } = aBench();
    await anAdmitted(ledger);
    expect((await send(asked)).deployments).toEqual([{ deploymentId: id, kind: 'stored' }]);
    await ledger.release('orders', id);
    expect(await mayBegin(ledger, secondsLater(-264))).toBe(false);
    expect(await mayBegin(ledger, secondsLater(61))).toBe(true);
  });

  it('ends it though the list of leases does not show it yet', async () => {
    const ledger = { ...memoryLedger(), heldLeases: async () => [] };
    await anAdmitted(ledger);
    expect((await aBench({ ledger }).send(asked)).deployments).toEqual([{ deploymentId: id, kind: 'stored' }]);
  });

  it('does so as well when its signal cannot be stored yet', async () => {
    const { ledger, send } = aBench();
    await anAdmitted(ledger);
    const storeSignal = async () => Promise.reject(new DependencyError('DynamoDB is busy'));
    await expect(aBench({ ledger: { ...ledger, storeSignal } }).send(asked)).rejects.toThrow('DynamoDB is busy');
    await ledger.release('orders', id);
    expect(await mayBegin(ledger, secondsLater(-264))).toBe(false);
    expect(await send(asked)).toMatchObject({ kind: 'refused' });
  });

  it('stores its signal first: users wait for that', async () => {
    const [ledger, calls] = [memoryLedger(), [] as string[]];
    await anAdmitted(ledger);
    const noted: Pick<Ledger, 'storeSignal' | 'abortUnbegun'> = {
      async storeSignal(...given) {
        calls.push('signal');
        return await ledger.storeSignal(...given);
      },
      async abortUnbegun(...given) {
        calls.push('latch');
        return await ledger.abortUnbegun(...given);
      },
    };
    await aBench({ ledger: { ...ledger, ...noted } }).send(asked);
    expect(calls).toEqual(['signal', 'latch']);
  });

  it('is tried again when what was asked for before takes the service in between, and ends that one then', async () => {
    const { ledger } = aBench();
    await anAdmitted(ledger);
    const next = { ...aProgressing(), id: 'orders-0' };
    const abortUnbegun: Ledger['abortUnbegun'] = async (...given) => {
      await ledger.release('orders', id);
      await anAdmitted(ledger, next, { askedAt: admittedAt.toISOString() });
      return await ledger.abortUnbegun(...given);
    };
    const again = new DependencyError('orders-0 begins at this moment: the request is tried again');
    await expect(aBench({ ledger: { ...ledger, abortUnbegun } }).send(asked)).rejects.toEqual(again);
    expect((await aBench({ ledger }).send(asked)).deployments).toEqual([{ deploymentId: 'orders-0', kind: 'stored' }]);
  });
});
