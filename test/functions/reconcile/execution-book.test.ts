import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExecutionStatus } from '../../../adapters/executions.ts';
import { DependencyError } from '../../../core/errors.ts';
import { executionBook } from '../../../functions/reconcile/execution-book.ts';
import { inTurn } from '../../../functions/reconcile/in-turn.ts';
import { latestRestore, restoreName } from '../../../functions/reconcile/restores.ts';
import { concerns, isFailedRestore, wokenBy } from '../../../functions/reconcile/woken-by.ts';
import { admittedAt, secondsLater } from '../../core/builders.ts';
import { fakeExecutions } from '../fake-executions.ts';

const all = { running: 'running', failed: 'failed', 'timed-out': 'timed-out', aborted: 'aborted', succeeded: 'succeeded' } as const;

/** A book of these executions that counts what it asks. */
function aBook(
  statuses: Readonly<Record<string, ExecutionStatus>>,
  absenceCounts = false,
  lists: 'complete' | 'cut' | 'throttled' = 'complete',
) {
  const { executions } = fakeExecutions(statuses);
  const asked: string[] = [];
  const book = executionBook(
    {
      status: async (arn) => {
        asked.push(arn);
        return executions.status(arn);
      },
      list: async (machineArn, status) => {
        asked.push(status);
        if (lists === 'throttled') throw new DependencyError('too many lists');
        const { arns } = await executions.list(machineArn, status);
        return { arns, isComplete: lists === 'complete' };
      },
    },
    'arn:machine',
    { absenceCounts, refused: () => undefined },
  );
  return { book, asked };
}

describe('executionBook', () => {
  it('knows every execution that is in a list', async () => {
    const { book, asked } = aBook(all);
    const answers = await Promise.all(Object.keys(all).map(book));
    expect(answers).toEqual(Object.values(all));
    expect(asked.sort()).toEqual(Object.values(all).sort());
  });

  it('lists only what runs while everything does', async () => {
    const { book, asked } = aBook(all);
    expect([await book('running'), await book('running'), asked]).toEqual(['running', 'running', ['running']]);
  });

  it('asks for one that is in no list: another that is taken for dead would have two machines', async () => {
    const { book, asked } = aBook({ ...all, waiting: 'pending-redrive' });
    expect([await book('waiting'), asked.at(-1)]).toEqual(['pending-redrive', 'waiting']);
  });

  it('takes one that is in no list for unknown where that does no harm, and only while lists are whole', async () => {
    const [complete, cut] = [aBook(all, true), aBook(all, true, 'cut')];
    expect([await complete.book('other'), await cut.book('other')]).toEqual(['unknown', 'unknown']);
    expect([complete.asked.includes('other'), cut.asked.includes('other')]).toEqual([false, true]);
  });

  it('asks for each when lists cannot be had', async () => {
    const { book, asked } = aBook(all, true, 'throttled');
    expect([await book('running'), asked.at(-1)]).toEqual(['running', 'running']);
  });
});

describe('latestRestore', () => {
  const restoreMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-restore';

  it('finds the last of any number with a dozen questions at most, and whether it runs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 50 }), fc.boolean(), async (last, running) => {
        let questions = 0;
        const restores = async (arn: string): Promise<ExecutionStatus> => {
          questions += 1;
          const number = Number(arn.split('-').at(-1));
          if (!(number <= last)) return 'unknown';
          return number === last && running ? 'running' : 'failed';
        };
        const found = await latestRestore({ restores, restoreMachineArn, now: () => admittedAt }, 'orders-1');
        expect(found).toEqual({ number: last, running: running && last > 0 });
        expect(questions).toBeLessThanOrEqual(last < 50 ? 10 + 2 : 10 + 24);
      }),
    );
  });

  it.each([
    { began: 599, status: 'failed', questions: 12 },
    { began: 599, status: 'running', questions: 12 },
    { began: 3_600, status: 'running', questions: 17 },
    { began: 13_800, status: 'running', questions: 34 },
  ] as const)('once all numbers are used finds the one that began $began s ago and is $status', async ({ began, status, questions }) => {
    const later = restoreName('orders-1', 51, secondsLater(-began));
    let asked = 0;
    const restores = async (arn: string): Promise<ExecutionStatus> => {
      asked += 1;
      return arn.endsWith(later) ? status : /-\d{1,2}$/.test(arn) ? 'failed' : 'unknown';
    };
    const found = await latestRestore({ restores, restoreMachineArn, now: () => admittedAt }, 'orders-1');
    expect([found, asked]).toEqual([{ number: 50, running: status === 'running' }, questions]);
  });
});

describe('inTurn', () => {
  it('runs so many at once, all of them, and one that fails keeps no other waiting', async () => {
    let [running, most] = [0, 0];
    const turns = await inTurn([1, 2, 3, 4, 5, 6, 7], { atOnce: 3, mayBegin: () => true }, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      if (item === 2) throw new DependencyError('two');
      return item;
    });
    expect([most, turns.map(({ kind }) => kind)]).toEqual([3, ['done', 'failed', 'done', 'done', 'done', 'done', 'done']]);
  });

  it('begins none after its time', async () => {
    let begun = 0;
    const turns = await inTurn([1, 2, 3], { atOnce: 1, mayBegin: () => begun < 2 }, async () => {
      begun += 1;
    });
    expect(turns.map(({ item, kind }) => [item, kind])).toEqual([
      [1, 'done'],
      [2, 'done'],
      [3, 'left'],
    ]);
  });
});

describe('wokenBy', () => {
  const ended = 'arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:orders-1';
  const lease = { service: 'orders', holder: 'orders-1', executionArn: ended, fence: 1, alarmArns: [], candidateLane: '', leasedAt: '' };

  it.each([
    [{ 'detail-type': 'Step Functions Execution Status Change', detail: { executionArn: ended } }, ended],
    [{ 'detail-type': 'Step Functions Execution Status Change', detail: {} }, undefined],
    [{ 'detail-type': 'Scheduled Event', detail: { executionArn: ended } }, undefined],
    [undefined, undefined],
    [null, undefined],
  ])('of %j is %s', (event, woken) => {
    expect(wokenBy(event)).toBe(woken);
  });

  it.each([
    ['FAILED', 'sluice-restore', true],
    ['ABORTED', 'sluice-restore', false],
    ['TIMED_OUT', 'sluice-restore', false],
    ['FAILED', 'sluice-deployment', false],
  ])('%s of %s is a restore that failed: %s', (status, machine, isFailed) => {
    const arnOf = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;
    expect(isFailedRestore({ detail: { status, stateMachineArn: arnOf(machine) } }, arnOf('sluice-restore'))).toBe(isFailed);
  });

  it.each([
    [ended, true],
    ['arn:aws:states:eu-west-1:111122223333:execution:sluice-restore:restore-orders-1-2', true],
    ['arn:aws:states:eu-west-1:111122223333:execution:sluice-restore:rollback-orders-1', true],
    ['arn:aws:states:eu-west-1:111122223333:execution:sluice-restore:restore-search-1-2', false],
  ])('%s concerns the lease of orders-1: %s', (arn, isConcerned) => {
    expect(concerns(lease, arn)).toBe(isConcerned);
    expect(concerns({ ...lease, holder: 'rollback:orders-1', executionArn: 'arn:other' }, arn)).toBe(isConcerned);
  });
});
