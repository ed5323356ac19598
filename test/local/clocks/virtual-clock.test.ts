import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promisesSettled, VirtualClock } from '../../../local/clocks/virtual-clock.ts';

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

/** A timer that, when it fires, waits for some promises and then sets timers of its own. */
interface Task {
  readonly delayMs: number;
  readonly awaits: number;
  readonly next: readonly Task[];
}
const anyTask = (depth: number): fc.Arbitrary<Task> =>
  fc.record({
    delayMs: fc.integer({ min: 0, max: 5 }),
    awaits: fc.integer({ min: 0, max: 30 }),
    next: depth === 0 ? fc.constant([]) : fc.array(anyTask(depth - 1), { maxLength: 3 }),
  });

async function runTasks(tasks: readonly Task[], clock: VirtualClock): Promise<readonly string[]> {
  const fired: string[] = [];
  const start = (task: Task, name: string): void => {
    clock.after(task.delayMs, async () => {
      fired.push(`${name} at ${clock.now().getTime()}`);
      for (let turn = 0; turn < task.awaits; turn += 1) await null;
      fired.push(`${name} done at ${clock.now().getTime()}`);
      for (const [index, next] of task.next.entries()) start(next, `${name}.${index}`);
    });
  };
  const begin = async (task: Task, name: string): Promise<void> => {
    for (let turn = 0; turn < task.awaits; turn += 1) await null;
    start(task, name);
  };
  // From a fresh turn of the event loop, with promises on their way already.
  await new Promise((resolve) => {
    setImmediate(() => {
      for (const [index, task] of tasks.entries()) void begin(task, String(index));
      resolve(clock.runUntilIdle(1_000));
    });
  });
  return fired;
}

describe('promisesSettled', () => {
  it('lets work that waits for promises alone run as two turns of the event loop do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyTask(2), { maxLength: 6 }), async (tasks) => {
        const fast = await runTasks(tasks, new VirtualClock(new Date(0), promisesSettled()));
        expect(fast).toEqual(await runTasks(tasks, new VirtualClock(new Date(0))));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the process responsive', async () => {
    const clock = new VirtualClock(new Date(0), promisesSettled());
    let [ticks, turns] = [0, 0];
    const tick = () => {
      ticks += 1;
      clock.after(1, tick);
    };
    const turn = () => {
      turns += 1;
      immediate = setImmediate(turn);
    };
    let immediate = setImmediate(turn);
    clock.after(1, tick);
    await clock.advance(5_000);
    clearImmediate(immediate);
    expect({ ticks, isResponsive: turns >= 5 }).toEqual({ ticks: 5_000, isResponsive: true });
  });
});
