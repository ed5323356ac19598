import { describe, expect, it } from 'vitest';
import type { MetricRecord } from '../../../../local/aws/cloudwatch/metric-record.ts';
import { MetricStore, type PublicationLag } from '../../../../local/aws/cloudwatch/metric-store.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';

const startMs = Date.UTC(2026, 10, 20, 10);
const metric = { namespace: 'shop', name: 'Orders', dimensions: { Lane: 'green', Zone: 'a' } };

function aStore(lag?: PublicationLag) {
  const clock = new VirtualClock(new Date(startMs));
  const store = new MetricStore(clock, lag);
  const put = (second: number, value: number, changes: Partial<MetricRecord> = {}) =>
    store.record({ ...metric, at: new Date(startMs + second * 1000), value, ...changes });
  /** [second of the period's start, sum] of what is visible from the start on. */
  const sums = (periodSeconds = 60, name: object = {}) =>
    [...store.read({ ...metric, ...name }, { startMs, endMs: startMs + 3_600_000, periodSeconds })].map(([at, { sum }]) => [
      (at - startMs) / 1000,
      sum,
    ]);
  return { clock, store, put, sums };
}

describe('MetricStore', () => {
  it('sums up the values of each period and has none where nothing was published', async () => {
    const { clock, put, sums } = aStore();
    put(0, 1);
    put(59.999, 2);
    put(180, 4);
    await clock.advance(600_000);
    expect(sums()).toEqual([
      [0, 3],
      [180, 4],
    ]);
    expect(sums(120)).toEqual([
      [0, 3],
      [120, 4],
    ]);
  });

  it('shows a lagging namespace’s minute only lag seconds after its end, later values at once', async () => {
    const { clock, put, sums } = aStore((namespace) => (namespace === 'shop' ? 90 : undefined));
    put(10, 1);
    await clock.advance(149_999);
    expect(sums()).toEqual([]);
    await clock.advance(1);
    expect(sums()).toEqual([[0, 1]]);
    put(20, 5);
    expect(sums()).toEqual([[0, 6]]);
  });

  it('asks for the lag once a minute of a metric', () => {
    const asked: string[] = [];
    const { put } = aStore((namespace) => void asked.push(namespace));
    for (const second of [1, 2, 61]) put(second, 1);
    expect(asked).toEqual(['shop', 'shop']);
  });

  it('has seconds only of high-resolution metrics', async () => {
    const { clock, put, sums } = aStore();
    put(3, 1, { resolutionSeconds: 1 });
    put(12, 2, { resolutionSeconds: 1 });
    put(12, 4);
    await clock.advance(60_000);
    expect(sums(10)).toEqual([
      [0, 1],
      [10, 2],
    ]);
    expect(sums(60)).toEqual([[0, 7]]);
  });

  it('tells metrics apart by every dimension, in any order', () => {
    const { put, sums } = aStore();
    put(0, 1);
    expect(sums(60, { dimensions: { Zone: 'a', Lane: 'green' } })).toEqual([[0, 1]]);
    expect(sums(60, { dimensions: { Lane: 'green' } })).toEqual([]);
  });

  it('takes frozen dimensions for the same metric as others with the same content', () => {
    const { put, sums } = aStore();
    const frozen = Object.freeze({ Zone: 'a', Lane: 'green' });
    put(0, 1, { dimensions: frozen });
    put(0, 2, { dimensions: frozen });
    put(0, 4, { dimensions: { Lane: 'green', Zone: 'a' } });
    expect([sums(), sums(60, { dimensions: frozen }), sums(60, { name: 'Refunds', dimensions: frozen })]).toEqual([[[0, 7]], [[0, 7]], []]);
  });

  it('sees a change of dimensions that are not frozen', () => {
    const { put, sums } = aStore();
    const dimensions: Record<string, string> = { Lane: 'green' };
    put(0, 1, { dimensions });
    dimensions.Lane = 'blue';
    put(0, 2, { dimensions });
    expect([sums(60, { dimensions: { Lane: 'green' } }), sums(60, { dimensions })]).toEqual([[[0, 1]], [[0, 2]]]);
  });

  it('reads values that were added after a percentile was asked for', () => {
    const { store, put } = aStore();
    const values = () =>
      store
        .read(metric, { startMs, endMs: startMs + 60_000, periodSeconds: 60 })
        .get(startMs)
        ?.ascending();
    put(0, 3);
    const before = values();
    put(1, 1);
    expect([before, values()]).toEqual([
      [[3, 1]],
      [
        [1, 1],
        [3, 1],
      ],
    ]);
  });

  it('answers nothing for another unit than the one published', () => {
    const { put, sums } = aStore();
    put(0, 1, { unit: 'Count' });
    expect([sums(60, { unit: 'Count' }), sums(60, { unit: 'Seconds' }), sums()]).toEqual([[[0, 1]], [], [[0, 1]]]);
  });

  it('ignores values that are not finite', () => {
    const { put, sums } = aStore();
    put(0, Number.NaN);
    put(0, Number.POSITIVE_INFINITY);
    put(0, 3, { at: new Date(Number.NaN) });
    expect(sums()).toEqual([]);
  });

  it('forgets minutes after 15 days, and reads a window from the epoch on quickly', async () => {
    const { clock, store, put } = aStore();
    put(0, 1);
    await clock.advance(15 * 86_400_000 + 60_000);
    expect(store.read(metric, { startMs: 0, endMs: startMs * 2, periodSeconds: 60 }).size).toBe(0);
    const late = startMs + 15 * 86_400_000;
    store.record({ ...metric, at: new Date(late), value: 2 });
    expect([...store.read(metric, { startMs: 0, endMs: startMs * 2, periodSeconds: 60 }).keys()]).toEqual([late]);
  });

  it('forgets the metrics written longest ago when there are too many', () => {
    const { put, sums } = aStore();
    const names = Array.from({ length: 200_000 }, (_, index) => `m${index}`);
    for (const name of names) put(0, 1, { name });
    put(0, 1, { name: 'm0' });
    put(0, 1, { name: 'one more' });
    const known = (name: string) => sums(60, { name }).length > 0;
    expect(['m0', 'm1', 'm199999', 'one more'].map(known)).toEqual([true, false, true, true]);
  });
});
