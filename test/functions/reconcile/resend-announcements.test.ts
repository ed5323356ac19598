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
  return { heard, left, needs: { ledger, announcer: { announce }, now: () => secondsLater(900) } };
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

  it('sends fifty in a minute at most, and hides no defect', async () => {
    const { heard, left, needs } = await given({ owed: 60 });
    await thenResend(async () => 'swept', needs)();
    expect([heard.length, await left()]).toEqual([50, 10]);
    const broken = { ...needs, announcer: { announce: () => Promise.reject(new DefectError('no event')) } };
    await expect(thenResend(async () => 'swept', broken)()).rejects.toThrow('no event');
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
    for (let minute = 0; minute < 10; minute += 1)
      await thenResend(async () => 'swept', { ...needs, announcer: { announce }, now: () => secondsLater(900 + 60 * minute) })();
    expect([heard.length, await left()]).toEqual([10, 120]);
  });

  describe('fails a sweep that went well', () => {
    const refusing = { announce: () => Promise.reject(new DependencyError('no bus')) };
    const anHourLater = async (seconds: number) => {
      const { needs } = await given({ owed: 2 });
      return { ...needs, announcer: refusing, now: () => secondsLater(3_600 + seconds) };
    };

    it('once something is owed for over an hour: nobody hears of it', async () => {
      expect(await thenResend(async () => 'swept', await anHourLater(0))()).toBe('swept');
      const told = `1 announcements are owed for over 3600 s: DeploymentPromoted of orders at ${announcement(0).at}`;
      await expect(thenResend(async () => 'swept', await anHourLater(1))()).rejects.toThrow(told);
    });

    it('not when the bus takes it at last', async () => {
      const { needs } = await given({ owed: 2 });
      expect(await thenResend(async () => 'swept', { ...needs, now: () => secondsLater(9_000) })()).toBe('swept');
    });

    it('not where one execution woke it, and hides no failure of the sweep', async () => {
      const needs = await anHourLater(900);
      const ended = { 'detail-type': 'Step Functions Execution Status Change', detail: { executionArn: 'arn:one' } };
      expect(await thenResend(async () => 'swept', needs)(ended)).toBe('swept');
      await expect(thenResend(() => Promise.reject(new DependencyError('no rules')), needs)()).rejects.toThrow('no rules');
    });
  });
});
