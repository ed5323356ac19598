import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { NewerRecordError } from '../../../core/deployment/newer-record-error.ts';
import { DependencyError } from '../../../core/errors.ts';
import { secondsLater } from '../../core/builders.ts';
import { aDynamoLedger } from '../../fuzz/a-dynamo-ledger.ts';
import { anEvent } from '../an-event.ts';
import { aBench } from './a-bench.ts';
import { aPromoted } from './a-promoted.ts';

const asked = (detailType: string, service: string) => ({ 'detail-type': detailType, detail: { service, by: 'ana' } });

/** A catalogue that knows `orders`, and which names it was asked for. */
function aCatalogue() {
  const names: string[] = [];
  const isDeclared = async (name: string) => names.push(name) > 0 && name === 'orders';
  return { names, isDeclared };
}

describe.each(['AbortRequested', 'RollbackRequested'])('%s', (detailType) => {
  // A pipeline may abort a name of its own for each change, and sweeps and signals read whatever is kept.
  it('of services that nobody declared is refused, and nothing is kept of it', async () => {
    const { ledger, items } = await aDynamoLedger();
    const { announced, send } = aBench({ ledger, isDeclared: aCatalogue().isDeclared });
    const before = await items();
    for (const service of ['pr-1', 'pr-2']) {
      const because = `service "${service}" is not declared: deploy its ProgressiveService, or correct the name`;
      expect(await send(asked(detailType, service))).toEqual({ kind: 'refused', because, deployments: [] });
      expect(announced.at(-1)).toMatchObject({ type: 'RequestRefused', service, because });
    }
    expect(await items()).toBe(before);
  });

  it('of a declared service that was never released is kept for what waits for its turn', async () => {
    const { ledger, send } = aBench({ isDeclared: aCatalogue().isDeclared });
    expect((await send(asked(detailType, 'orders'))).kind).toBe('refused');
    const leasing = { service: 'orders', holder: 'orders-1', executionArn: 'arn:1', alarmArns: [], candidateLane: '' };
    expect(await ledger.lease(leasing, secondsLater(91))).toMatchObject({ lease: { aborted: { source: 'ana' } } });
  });

  it('is kept when the catalogue does not answer: nobody loses an abort to it', async () => {
    const { ledger, send } = aBench({ isDeclared: () => Promise.reject(new DependencyError('SSM is busy')) });
    expect((await send(asked(detailType, 'orders'))).kind).toBe('refused');
    const leasing = { service: 'orders', holder: 'orders-1', executionArn: 'arn:1', alarmArns: [], candidateLane: '' };
    expect(await ledger.lease(leasing, secondsLater(91))).toMatchObject({ lease: { aborted: { source: 'ana' } } });
  });

  // The history is an index, for people: it may be missing, be throttled, or have the record of a later version.
  it.each([
    ['declared', true],
    ['not declared any more', false],
  ])('is kept when the history does not answer, of a service that is %s', async (_, isDeclared) => {
    const ledger = memoryLedger();
    for (const error of [new DependencyError('DynamoDB is busy'), new NewerRecordError('orders-1', { written: 3, known: 2 })]) {
      const history = () => Promise.reject(error);
      const { send } = aBench({ ledger: { ...ledger, history }, isDeclared: async () => isDeclared });
      await expect(send(asked(detailType, 'orders'))).rejects.toEqual(error);
      const leasing = { service: 'orders', holder: 'orders-1', executionArn: 'arn:1', alarmArns: [], candidateLane: '' };
      expect(await ledger.lease(leasing, secondsLater(91))).toMatchObject({ lease: { aborted: { source: 'ana' } } });
      await ledger.release('orders', 'orders-1');
    }
  });

  it('asks no catalogue about a service that somebody has', async () => {
    const { names, isDeclared } = aCatalogue();
    const { ledger, send } = aBench({ isDeclared });
    const leasing = { service: 'mail', holder: 'mail-1', executionArn: 'arn:1', alarmArns: [], candidateLane: '' };
    await ledger.lease({ ...leasing, askedAt: secondsLater(80).toISOString() }, secondsLater(81));
    await expect(send(asked(detailType, 'mail'))).rejects.toThrow('mail-1 begins at this moment');
    expect(names).toEqual([]);
  });
});

describe('a rollback of a service that is not declared any more', () => {
  // A catalogue that hangs is waited for longer than the function may run.
  it('takes its last promotion back, and waits for no catalogue', async () => {
    const { names, isDeclared } = aCatalogue();
    const { started, goBack } = await aPromoted({ isDeclared });
    await goBack(anEvent(asked('RollbackRequested', 'orders')));
    expect([started.length, names]).toEqual([1, []]);
  });
});
