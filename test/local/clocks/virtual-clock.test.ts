import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clocks/virtual-clock.ts';

const start = new Date('2026-01-01T00:00:00.000Z');
const secondsPassed = (clock: VirtualClock) => (clock.now().getTime() - start.getTime()) / 1_000;

describe('VirtualClock', () => {
  it('moves only when told', async () => {
    const clock = new VirtualClock(start);
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.now()).toEqual(start);
    await clock.advance(90_000);
    expect(clock.now()).toEqual(new Date('2026-01-01T00:01:30.000Z'));
  });

  it('fires in time order, then in the order the timers were set', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 }), async (delays) => {
        const clock = new VirtualClock(start);
        const fired: { readonly delay: number; readonly index: number; readonly atMs: number }[] = [];
        for (const [index, delay] of delays.entries()) {
          clock.after(delay, () => fired.push({ delay, index, atMs: clock.now().getTime() - start.getTime() }));
        }
        expect(await clock.runUntilIdle(1_000)).toBe('idle');
        const expected = delays
          .map((delay, index) => ({ delay, index, atMs: delay }))
          .sort((a, b) => a.delay - b.delay || a.index - b.index);
        expect(fired).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('never fires a cancelled timer', async () => {
    const clock = new VirtualClock(start);
    const fired: string[] = [];
    const cancels = ['a', 'b', 'c', 'd'].map((name, index) => clock.after(10 * index, () => fired.push(name)));
    cancels[0]?.();
    cancels[2]?.();
    cancels[2]?.();
    await clock.runUntilIdle(1_000);
    expect(fired).toEqual(['b', 'd']);
  });

  it('keeps its order through many cancelled timers', async () => {
    const clock = new VirtualClock(start);
    const fired: number[] = [];
    for (let delay = 5_000; delay > 0; delay -= 1) {
      const cancel = clock.after(delay, () => fired.push(delay));
      if (delay % 100 !== 0) cancel();
    }
    await clock.runUntilIdle(10_000);
    expect(fired).toEqual(Array.from({ length: 50 }, (_, index) => (index + 1) * 100));
  });

  it('lets the work of one timer set an earlier timer than those that wait', async () => {
    const clock = new VirtualClock(start);
    const fired: string[] = [];
    clock.after(1_000, () => {
      setImmediate(async () => {
        await clock.sleep(1_000);
        fired.push(`first at ${secondsPassed(clock)}`);
      });
    });
    clock.after(3_000, () => fired.push(`second at ${secondsPassed(clock)}`));
    await clock.runUntilIdle(10_000);
    expect(fired).toEqual(['first at 2', 'second at 3']);
  });

  it('stops at its limit when timers renew themselves', async () => {
    const clock = new VirtualClock(start);
    let ticks = 0;
    const tick = () => {
      ticks += 1;
      clock.after(60_000, tick);
    };
    clock.after(60_000, tick);
    expect(await clock.runUntilIdle(600_000)).toBe('limit');
    expect({ ticks, seconds: secondsPassed(clock) }).toEqual({ ticks: 10, seconds: 600 });
  });

  it('stands still for as long as what it was told to wait for is not settled', async () => {
    let answers = 0;
    const answer = async () => {
      for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      answers += 1;
    };
    const clock = new VirtualClock(start, answer);
    const seen: number[] = [];
    for (const delayMs of [10, 20]) clock.after(delayMs, () => seen.push(answers));
    await clock.advance(100);
    expect(seen).toEqual([1, 2]);
  });

  it('leaves later timers waiting when it advances', async () => {
    const clock = new VirtualClock(start);
    const fired: number[] = [];
    for (const seconds of [1, 2, 3]) clock.after(seconds * 1_000, () => fired.push(seconds));
    await clock.advance(2_000);
    expect(fired).toEqual([1, 2]);
    await clock.advance(1_000);
    expect(fired).toEqual([1, 2, 3]);
  });
});
