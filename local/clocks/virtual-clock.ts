import { DefectError } from '../../core/errors.ts';
import type { Cancel, Clock } from '../clock.ts';

/** More timers than this at one instant can only be a loop that never lets time pass. */
const timersAtOneInstantMax = 1_000_000;

/** Fewer cancelled timers than this are left where they are. */
const compactAbove = 1_000;

interface Timer {
  readonly at: number;
  readonly order: number;
  fire: (() => void) | undefined;
}

/**
 * A clock whose time moves only when it is told to.
 *
 * - **Ordered.** Timers fire in time order; those of one instant in the order they were set.
 * - **Settled.** After each timer, promises and `setImmediate` callbacks run before the next timer fires, so that
 *   work started by one timer can set an earlier timer than those that wait.
 * - **Asleep.** Between calls of `advance` and `runUntilIdle`, `now` does not change.
 *
 * Work that waits for the operating system (sockets, files) is not waited for, unless `settled` does: it is asked before each
 * timer, and by default gives two turns of the event loop. A world without sockets may give {@link promisesSettled} instead.
 */
export class VirtualClock implements Clock {
  #heap: Timer[] = [];
  #nowMs: number;
  #order = 0;
  readonly #settled: () => Promise<void>;
  /** Cancelled timers still in the heap, at most. */
  #cancelled = 0;

  constructor(startAt: Date, settled = twoTurns) {
    this.#nowMs = startAt.getTime();
    this.#settled = settled;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  after(delayMs: number, fire: () => void): Cancel {
    const timer: Timer = { at: this.#nowMs + Math.max(0, delayMs), order: this.#order++, fire };
    push(this.#heap, timer);
    return () => {
      if (timer.fire === undefined) return;
      timer.fire = undefined;
      this.#cancelled += 1;
      this.#compact();
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /**
   * Fires everything due within `ms` from now and leaves the clock exactly `ms` later.
   *
   * @throws {DefectError} timers keep setting timers for the same instant, without end.
   */
  async advance(ms: number): Promise<void> {
    const until = this.#nowMs + ms;
    await this.#run(until);
    this.#nowMs = until;
  }

  /**
   * Fires timers until none is left (`idle`), or until the next one is more than `limitMs` away from the start (`limit`).
   * The clock then stands at the last timer fired.
   *
   * @throws {DefectError} timers keep setting timers for the same instant, without end.
   */
  async runUntilIdle(limitMs: number): Promise<'idle' | 'limit'> {
    await this.#run(this.#nowMs + limitMs);
    return peek(this.#heap) === undefined ? 'idle' : 'limit';
  }

  /** Long timeouts are mostly cancelled long before they are due; without this they would pile up. */
  #compact(): void {
    if (this.#cancelled < compactAbove || this.#cancelled < this.#heap.length / 2) return;
    const kept = this.#heap.filter(({ fire }) => fire !== undefined);
    this.#heap = [];
    this.#cancelled = 0;
    for (const timer of kept) push(this.#heap, timer);
  }

  async #run(until: number): Promise<void> {
    let sameInstant = 0;
    for (await this.#settled(); ; await this.#settled()) {
      const next = peek(this.#heap);
      if (next === undefined || next.at > until) return;
      pop(this.#heap);
      sameInstant = next.at === this.#nowMs ? sameInstant + 1 : 0;
      if (sameInstant > timersAtOneInstantMax)
        throw new DefectError(`${timersAtOneInstantMax} timers fired at ${this.now().toISOString()}`);
      this.#nowMs = next.at;
      const { fire } = next;
      next.fire = undefined;
      fire?.();
    }
  }
}

/** The second turn of the event loop runs what a `setImmediate` of the first one started. */
function twoTurns(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** Rarer turns of the event loop than one in so many timers, and signals or messages to the process would wait too long. */
const timersPerTurn = 1_000;

/**
 * For worlds in which nothing waits for the operating system or `setImmediate`: makes a `settled` that returns when no promise has anything
 * left to do, in a fraction of the time. What does wait for them comes at another point of world time in each run, after as many
 * as a thousand timers.
 *
 * @example new VirtualClock(new Date('2026-01-01T00:00:00Z'), promisesSettled());
 */
export function promisesSettled(): () => Promise<void> {
  let timers = 0;
  return async () => {
    timers += 1;
    if (timers % timersPerTurn === 0) return twoTurns();
    // Once Node.js works on promises, it goes on until none has anything to do; only then it looks at ticks.
    await null;
    await new Promise<void>((resolve) => process.nextTick(resolve));
  };
}

function before(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** The first timer that is not cancelled; cancelled ones on top are dropped. */
function peek(heap: Timer[]): Timer | undefined {
  while (heap[0] !== undefined && heap[0].fire === undefined) pop(heap);
  return heap[0];
}

function push(heap: Timer[], timer: Timer): void {
  let index = heap.length;
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex];
    if (parent === undefined || before(parent, timer)) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = heap[2 * index + 1];
    const right = heap[2 * index + 2];
    const child = left !== undefined && right !== undefined && before(right, left) ? right : left;
    if (child === undefined || before(last, child)) break;
    heap[index] = child;
    index = 2 * index + (child === right ? 2 : 1);
  }
  heap[index] = last;
}
