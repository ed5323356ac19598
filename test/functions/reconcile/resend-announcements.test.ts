import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { DefectError, DependencyError } from '../../../core/errors.ts';
import type { SluiceEvent } from '../../../core/events/published-events.ts';
import { thenResend } from '../../../functions/reconcile/resend-announcements.ts';
import { secondsLater } from '../../core/builders.ts';

const announcement = (seconds: number): SluiceEvent => ({
  ...{ type: 'DeploymentPromoted', at: secondsLater(seconds).toISOString(), deploymentId: `orders-${seconds}`, service: 'orders' },
  ...{ because: 'safe', detail: { error: null, observed: null, analysis: null } },
});

const postponed = (seconds: number, askedAt: string): SluiceEvent => ({
  ...{ type: 'RollbackPostponed', at: secondsLater(seconds).toISOString(), deploymentId: 'orders-1', service: 'orders' },
  ...{ because: 'later', detail: { by: 'ada', askedAt, asked: 'customers complain' } },
});

/** A bus that hears all, and a ledger that owes so many. */
async function given({ owed }: { readonly owed: number }) {
  const ledger = memoryLedger();
  const heard: SluiceEvent[] = [];
  for (let seconds = 0; seconds < owed; seconds += 1) await ledger.owe(announcement(seconds));
  const announce = async (event: SluiceEvent) => void heard.push(event);
  const left = async () => (await ledger.owed()).length;
  const pages: [string, unknown][] = [];
  const pager = { page: async (subject: string, message: string) => void pages.push([subject, JSON.parse(message)]) };
  return { heard, left, pages, needs: { ledger, pager, announcer: { announce }, now: () => secondsLater(900) } };
}

describe('thenResend', () => {
  it('sends what is owed after the sweep, and owes it no more', async () => {
    const { heard, left, needs } = await given({ owed: 3 });
    const sweep = thenResend(async (event) => [event, heard.length], needs);
    expect(await sweep('the event')).toEqual(['the event', 0]);
    expect([heard, await left()]).toEqual([[0, 1, 2].map(announcement), 0]);
  });

  it('keeps nothing else back for one that the bus refuses: the next minute tries it again, and the sweep is none the worse', async () => {
    const { heard, left, needs } = await given({ owed: 3 });
    const announce = async (event: SluiceEvent) => {
      if (event.at === announcement(0).at) throw new DependencyError('no bus');
      heard.push(event);
    };
    expect(await thenResend(async () => 'swept', { ...needs, announcer: { announce } })()).toBe('swept');
    expect([heard, await left()]).toEqual([[1, 2].map(announcement), 1]);
    await thenResend(async () => 'swept', needs)();
    expect([heard.at(-1), await left()]).toEqual([announcement(0), 0]);
  });

  // Two runs at once send a request twice, and each delivery that has to wait owes it anew.
  it('sends a request that waits once, however many copies are owed, and owes none of them any more', async () => {
    const { heard, left, needs } = await given({ owed: 0 });
    const owed = [postponed(1, 'at ten'), postponed(2, 'at ten'), postponed(3, 'at eleven'), postponed(4, 'at ten')];
    for (const event of owed) await needs.ledger.owe(event);
    await thenResend(async () => 'swept', needs)();
    expect([heard, await left()]).toEqual([[owed[0], owed[2]], 0]);
  });

  it('leaves a bus that does not answer after seconds, and a ledger that does not answer at once', async () => {
    const { needs } = await given({ owed: 3 });
    const tried: string[] = [];
    const announce = async ({ at }: SluiceEvent) => {
      tried.push(at);
      throw new DependencyError('no answer');
    };
    const now = () => secondsLater(900 + 18 * tried.length);
    expect(await thenResend(async () => 'swept', { ...needs, now, announcer: { announce } })()).toBe('swept');
    expect(tried).toEqual([announcement(0).at]);
    const ledger = { ...needs.ledger, owed: () => Promise.reject(new DependencyError('DynamoDB is busy')) };
    expect(await thenResend(async () => 'swept', { ...needs, ledger })()).toBe('swept');
  });

  it('sends also after a sweep that failed, and says that it failed', async () => {
    const { heard, needs } = await given({ owed: 1 });
    await expect(thenResend(() => Promise.reject(new DependencyError('no rules')), needs)()).rejects.toThrow('no rules');
    expect(heard).toHaveLength(1);
  });

  it('sends fifty in a minute at most', async () => {
    const { heard, left, needs } = await given({ owed: 60 });
    await thenResend(async () => 'swept', needs)();
    expect([heard.length, await left()]).toEqual([50, 10]);
  });

  it('sends a rollback that waits before what only tells of something', async () => {
    const { heard, needs } = await given({ owed: 60 });
    await needs.ledger.owe(postponed(800, 'at ten'));
    await thenResend(async () => 'swept', needs)();
    expect(heard[0]).toEqual(postponed(800, 'at ten'));
  });

  // The fifty oldest were tried each minute, and what was owed after fifty that the bus refuses for good was never sent.
  it('lets nothing be kept back by any number that the bus refuses for good', async () => {
    const { left, heard, needs } = await given({ owed: 130 });
    const announce = async (event: SluiceEvent) => {
      if (event.at < announcement(120).at) throw new DependencyError('refused for good');
      heard.push(event);
    };
    for (let minute = 0; minute < 9; minute += 1)
      await thenResend(async () => 'swept', { ...needs, announcer: { announce }, now: () => secondsLater(900 + 60 * minute) })();
    expect([heard.length, await left()]).toEqual([10, 120]);
  });

  // A place that moves on by 619 in each minute is always the same of 619.
  it('sends one of 619 though the bus refuses all others', async () => {
    const { heard, needs } = await given({ owed: 619 });
    const announce = async (event: SluiceEvent) => {
      if (event.at !== announcement(300).at) throw new DependencyError('refused for good');
      heard.push(event);
    };
    for (let minute = 0; minute < 3 * Math.ceil(619 / 50); minute += 1)
      await thenResend(async () => 'swept', { ...needs, announcer: { announce }, now: () => secondsLater(900 + 60 * minute) })();
    expect(heard).toEqual([announcement(300)]);
  });

  describe('of what the bus refuses', () => {
    const refusing = { announce: () => Promise.reject(new DependencyError('no bus')) };
    const page = (seconds: readonly number[], why = 'DependencyError: no bus') => {
      const because = `the event bus refuses ${seconds.length} announcements, so nobody hears of them: ${why}`;
      const refused = seconds.map((each) => {
        const { type, at, service, deploymentId } = announcement(each);
        return { type, service, deploymentId, at, keys: [expect.stringContaining(at)] };
      });
      return [
        `Sluice is not heard: ${seconds.length} announcements`,
        { because, refused, toGoOn: expect.stringContaining('mend what the bus says') },
      ];
    };
    const refused = async (owed = 2) => {
      const { pages, needs } = await given({ owed });
      const sweepAt = async (seconds: number, change: Partial<typeof needs> = {}, event?: unknown) =>
        thenResend(async () => 'swept', { ...needs, announcer: refusing, now: () => secondsLater(seconds), ...change })(event);
      return { pages, needs, sweepAt };
    };

    it('people are paged once it is owed for over an hour, and once in each hour; no sweep fails for it', async () => {
      const { pages, sweepAt } = await refused();
      expect([await sweepAt(3_600), pages]).toEqual(['swept', []]);
      expect([await sweepAt(3_601), pages]).toEqual(['swept', [page([0])]]);
      for (const seconds of [3_661, 5_000, 7_200]) await sweepAt(seconds);
      expect(pages).toHaveLength(1);
      await sweepAt(7_202);
      expect(pages).toEqual([page([0]), page([0, 1])]);
    });

    it('they are paged at once where no waiting helps', async () => {
      const { pages, sweepAt } = await refused();
      const forbidden = { announce: () => Promise.reject(new DefectError('not authorized')) };
      expect(await sweepAt(60, { announcer: forbidden })).toBe('swept');
      expect(pages).toEqual([page([0, 1], 'DefectError: not authorized')]);
    });

    it('they are not paged for what the bus takes at last, nor for what only waits for its turn', async () => {
      const { pages, needs, sweepAt } = await refused(130);
      await sweepAt(9_000, { announcer: needs.announcer });
      expect([(await needs.ledger.owed()).length, pages]).toEqual([80, []]);
    });

    it('they are not paged where one execution woke it', async () => {
      const { pages, sweepAt } = await refused();
      const ended = { 'detail-type': 'Step Functions Execution Status Change', detail: { executionArn: 'arn:one' } };
      expect([await sweepAt(9_000, {}, ended), pages]).toEqual(['swept', []]);
    });

    it('they are paged in the next minute when SNS does not answer, and a page that may not be sent fails the sweep', async () => {
      const { pages, sweepAt } = await refused();
      const failing = (error: Error) => ({ pager: { page: () => Promise.reject(error) } });
      expect(await sweepAt(9_000, failing(new DependencyError('SNS is busy')))).toBe('swept');
      await expect(sweepAt(9_060, failing(new DefectError('no leave to page')))).rejects.toThrow('no leave to page');
      await sweepAt(9_120);
      expect(pages).toHaveLength(1);
    });

    it('nothing is put before a sweep that failed', async () => {
      const { needs } = await refused();
      const pager = { page: () => Promise.reject(new DefectError('no leave to page')) };
      const late = { ...needs, announcer: refusing, pager, now: () => secondsLater(9_000) };
      await expect(thenResend(() => Promise.reject(new DependencyError('no rules')), late)()).rejects.toThrow('no rules');
    });
  });
});
