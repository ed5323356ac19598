import { describe, expect, it } from 'vitest';
import type { Ended } from '../../../adapters/executions.ts';
import type { Progressing } from '../../../core/deployment/move.ts';
import { DependencyError } from '../../../core/errors.ts';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { admittedAt, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { aBench, restoreMachineArn } from './a-bench.ts';

const id = 'orders-20261120T101000Z-1a2b3c';
const executionArn = `arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:${id}`;
const woken = { 'detail-type': 'Step Functions Execution Status Change', detail: { executionArn } };
const trigger = { kind: 'image-push', id: 'event-1', at: admittedAt.toISOString() } as const;
const request = { service: 'orders', imageDigest: `sha256:${'a'.repeat(64)}`, trigger } as const;
const at = secondsLater(590).toISOString();
const lambdaSaid = (errorMessage: string) => JSON.stringify({ errorType: 'AccessDeniedException', errorMessage, trace: ['at handler'] });
const denied: Ended = { status: 'failed', at, input: request, error: 'AccessDeniedException', cause: lambdaSaid('no leave') };
const because = 'it ended before it was admitted: AccessDeniedException: no leave';
const refused = { type: 'DeploymentRefused', at, service: 'orders', deploymentId: id, because };
const announcement = { ...refused, detail: { request, refusals: [{ code: 'NotAdmitted', because }] } };
const toGoOn = 'nothing was changed: mend the cause, then ask again with a new trigger';
const page = ['Sluice could not admit orders', { deploymentId: id, executionArn, service: 'orders', because, toGoOn }];

const leasing = { service: 'orders', holder: id, executionArn, alarmArns: [], candidateLane: '' };

/** A reconciler that the end of an execution woke, of which nothing is recorded. */
function aWoken(ended: Ended = denied) {
  const bench = aBench({ statuses: { [executionArn]: 'failed' }, ends: { [executionArn]: ended } });
  return { ...bench, wake: (event: unknown = woken) => bench.run(event) };
}

describe('an execution that ended before it was admitted', () => {
  it('is announced as a refusal, as of when it ended, and paged for', async () => {
    const { wake, announced, pages } = aWoken();
    await wake();
    expect([announced, pages]).toEqual([[announcement], [page]]);
  });

  it('is told of in the same words when its event comes twice', async () => {
    const { wake, announced, pages } = aWoken();
    await Promise.all([wake(), wake()]);
    expect([announced, pages]).toEqual([
      [announcement, announcement],
      [page, page],
    ]);
  });

  // A late try of its admission may put a record whose lease another one gave back: no lease leads to it.
  describe('and left a record without a lease', () => {
    const lost = 'it lost its service while it was admitted, and ended: AccessDeniedException: no leave';
    async function aLeft(change: Partial<Progressing> = {}, ended: Ended = denied) {
      const woken = aWoken(ended);
      const plan = { ...aProgressing().plan, deploymentId: id };
      await anAdmitted(woken.ledger, aProgressing({ plan, id, executionArn, sequence: 0, stepIndex: -1, ...change }));
      await woken.ledger.release('orders', id);
      return woken;
    }

    it('is told of, and on record as refused', async () => {
      const { ledger, wake, announced, pages } = await aLeft();
      await wake();
      expect(await ledger.load(id)).toMatchObject({ status: 'refused', endedAt: at });
      const detail = { request, refusals: [{ code: 'NotAdmitted', because: lost }] };
      expect((await ledger.events(id)).at(-1)).toEqual({ at, type: 'DeploymentRefused', because: lost, detail });
      expect(announced).toMatchObject([{ type: 'DeploymentRefused', because: lost }]);
      expect(pages).toMatchObject([[page[0], { because: lost, toGoOn: toGoOn.replace('nothing was changed', 'no user was sent to it') }]]);
      await wake();
      expect(announced).toHaveLength(1);
    });

    it('is on record as refused only once somebody was told', async () => {
      const { ledger, needs, wake, announced } = await aLeft();
      const deaf = reconcile({ ...needs, announcer: { announce: () => Promise.reject(new DependencyError('nobody hears it')) } });
      await expect(deaf(woken)).rejects.toThrow('nobody hears it');
      expect((await ledger.load(id)).status).toBe('progressing');
      await wake();
      expect([(await ledger.load(id)).status, announced.length]).toEqual(['refused', 1]);
    });

    it.each<Ended>([
      { ...denied, error: 'LeaseLostError' },
      { status: 'aborted', at, input: request },
    ])('is left as it is when it may have come further: $error $status', async (ended) => {
      const { ledger, wake, announced, pages } = await aLeft({}, ended);
      await wake();
      expect([(await ledger.load(id)).status, announced, pages]).toEqual(['progressing', [], []]);
    });

    // The list of leases follows the table in a moment, and the end of an admission may be told before.
    it('is told of though the list still shows its lease', async () => {
      const { ledger, needs, announced } = await aLeft();
      const heldLeases = async () => [{ ...leasing, fence: 1, leasedAt: at }];
      await reconcile({ ...needs, ledger: { ...ledger, heldLeases } })(woken);
      expect([(await ledger.load(id)).status, announced.length]).toEqual(['refused', 1]);
    });

    it('is restored, and told of by nobody, while it has its service, though the list does not show that yet', async () => {
      const { ledger, needs, announced, pages, effects } = await aLeft();
      await ledger.lease(leasing, admittedAt);
      await reconcile({ ...needs, ledger: { ...ledger, heldLeases: async () => [] } })(woken);
      expect([announced, pages, (await effects()).started.length]).toEqual([[], [], 1]);
    });

    it('is left as it is when it has decided: who lost its service then has called a person', async () => {
      const { ledger, wake, announced, pages } = await aLeft({ sequence: 1, stepIndex: 0 });
      await wake();
      expect([(await ledger.load(id)).status, announced, pages]).toEqual(['progressing', [], []]);
    });
  });

  it.each(['event', 'sweep'])('is told of when its lease is given back, by the %s', async (by) => {
    const { ledger, wake, run, announced, pages } = aWoken();
    await ledger.lease(leasing, admittedAt);
    await (by === 'event' ? wake() : run());
    await run();
    expect([announced, pages, await ledger.heldLeases()]).toEqual([[announcement], [page], []]);
  });

  // A rollback may wait for the lease.
  it.each(['event', 'sweep'])('leaves no lease though nobody could be told by the %s, which fails', async (by) => {
    const { ledger, needs, wake, announced } = aWoken();
    await ledger.lease(leasing, admittedAt);
    const deaf = reconcile({ ...needs, announcer: { announce: () => Promise.reject(new DependencyError('nobody hears it')) } });
    await expect(deaf(by === 'event' ? woken : undefined)).rejects.toThrow('nobody hears it');
    expect(await ledger.heldLeases()).toEqual([]);
    await wake();
    expect(announced).toEqual([announcement]);
  });

  // The write of its admission was in flight when its execution was stopped. No lease leads to what it leaves, so nobody else would end it.
  describe('and whose record is written between the look at it and the release of its lease', () => {
    const plan = { ...aProgressing().plan, deploymentId: id };
    const fresh = { ...aProgressing({ plan, id, executionArn, sequence: 0, stepIndex: -1 }), fence: 1 };
    const event = { at: admittedAt.toISOString(), type: 'DeploymentAdmitted', because: 'late' } as const;
    async function aLate(ended: Ended | undefined, written: Progressing = fresh, by = 'sweep') {
      const { needs, ledger, announced } = aBench({ statuses: { [executionArn]: 'failed' }, ends: ended ? { [executionArn]: ended } : {} });
      await ledger.lease(leasing, admittedAt);
      const release: typeof ledger.release = async (...asked) => {
        await ledger.admit(fresh, event);
        if (written.sequence > 0) await ledger.decide(fresh, { status: 'progressing', stepIndex: 0, event });
        await ledger.release(...asked);
      };
      await reconcile({ ...needs, ledger: { ...ledger, release } })(by === 'event' ? woken : undefined);
      expect(await ledger.heldLeases()).toEqual([]);
      return { ledger, announced };
    }

    it.each<[string, Ended]>([
      ['sweep', denied],
      ['event', denied],
      ['sweep', { status: 'aborted', at, input: request }],
      ['event', { status: 'timed-out', at, input: request }],
    ])('is on record as refused, with what was told, by the %s', async (by, ended) => {
      const { ledger, announced } = await aLate(ended, fresh, by);
      expect(await ledger.load(id)).toMatchObject({ status: 'refused', endedAt: at });
      const last = (await ledger.events(id)).at(-1);
      expect(announced).toEqual([{ ...last, service: 'orders', deploymentId: id }]);
      expect(last).toMatchObject({ at, type: 'DeploymentRefused', because: expect.stringContaining('before it was admitted') });
    });

    it('is on record as refused also when there is nothing to tell of its end', async () => {
      const { ledger, announced } = await aLate(undefined);
      const because = 'its execution ended before it changed anything';
      expect((await ledger.events(id)).at(-1)).toEqual({ at: secondsLater(600).toISOString(), type: 'DeploymentRefused', because });
      expect([(await ledger.load(id)).status, announced]).toEqual(['refused', []]);
    });

    it('is on record as refused also when Step Functions does not say how it ended', async () => {
      const { needs, ledger } = aBench({ statuses: { [executionArn]: 'failed' } });
      await ledger.lease(leasing, admittedAt);
      const release: typeof ledger.release = async (...asked) => {
        await ledger.admit(fresh, event);
        await ledger.release(...asked);
      };
      const executions = { ...needs.executions, ended: () => Promise.reject(new DependencyError('Step Functions is busy')) };
      await expect(reconcile({ ...needs, executions, ledger: { ...ledger, release } })()).rejects.toThrow('Step Functions is busy');
      expect([(await ledger.load(id)).status, await ledger.heldLeases()]).toEqual(['refused', []]);
    });

    it('is left as it is when it has decided', async () => {
      const { ledger } = await aLate(denied, { ...fresh, sequence: 1 });
      expect(await ledger.load(id)).toMatchObject({ status: 'progressing', sequence: 1 });
    });

    it('is left as it is when it was admitted anew: it has its service', async () => {
      const { needs, ledger } = aBench({ statuses: { [executionArn]: 'failed' }, ends: { [executionArn]: denied } });
      await ledger.lease(leasing, admittedAt);
      const release: typeof ledger.release = async (...asked) => {
        await ledger.release(...asked);
        await ledger.lease(leasing, admittedAt);
        await ledger.admit({ ...fresh, fence: 2 }, event);
      };
      await reconcile({ ...needs, ledger: { ...ledger, release } })();
      expect([(await ledger.load(id)).status, (await ledger.leaseOf('orders'))?.fence]).toEqual(['progressing', 2]);
    });
  });

  const stopped = { status: 'aborted', at, input: request } as const;
  it.each<[string, Ended, string]>([
    ['waited for a busy service', { ...denied, error: 'ServiceBusyError', cause: lambdaSaid('busy') }, 'ServiceBusyError: busy'],
    ['waited for AWS', { ...denied, error: 'DependencyError', cause: lambdaSaid('throttled') }, 'DependencyError: throttled'],
    ['was stopped, for which an alarm rings', { ...stopped, error: 'Mine', cause: 'not this one' }, 'Mine: not this one'],
    ['was stopped without a word', stopped, 'aborted'],
  ])('is announced and wakes nobody when it %s', async (_, ended, why) => {
    const { wake, announced, pages } = aWoken(ended);
    await wake();
    expect(announced).toMatchObject([{ type: 'DeploymentRefused', because: `it ended before it was admitted: ${why}` }]);
    expect(pages).toEqual([]);
  });

  it('pages only, when nothing was asked for that could be refused', async () => {
    const { wake, announced, pages } = aWoken({ ...denied, input: { service: 'Not A Service' } });
    await wake();
    expect([announced, pages.length, pages[0]?.[0]]).toEqual([[], 1, 'Sluice could not admit a deployment']);
  });
});

describe('nothing is told', () => {
  it('of an execution that runs again, or that nobody knows', async () => {
    const { run, announced, pages } = aBench({ statuses: { [executionArn]: 'running' } });
    await run(woken);
    expect([announced, pages]).toEqual([[], []]);
  });

  it('of one that was admitted, or of another machine', async () => {
    const { ledger, wake, announced, pages } = aWoken();
    const { plan } = aProgressing();
    await anAdmitted(ledger, { ...aProgressing({ plan: { ...plan, deploymentId: id } }), id, executionArn });
    await ledger.finish(id, { status: 'rolled-back', event: { at, type: 'DeploymentRolledBack', because: 'it was bad' } });
    await ledger.release('orders', id);
    await wake();
    await wake({ ...woken, detail: { executionArn: `${restoreMachineArn.replace('stateMachine', 'execution')}:restore-x-1` } });
    expect([announced, pages]).toEqual([[], []]);
  });
});
