import type { Cancel, Clock } from '../clock.ts';

/** `setTimeout` takes at most 2^31 - 1 ms; longer waits are made of several. */
const longestTimeoutMs = 2_147_483_647;

/**
 * A clock that runs `speed` times as fast as the wall clock, from `startAt`. It never goes back, whatever happens to the
 * machine's own clock. One millisecond of wall time is the finest it can wait, so `speed` milliseconds of world time.
 *
 * @example new RealClock({ startAt: new Date('2026-01-01T00:00:00Z'), speed: 20 })
 */
export class RealClock implements Clock {
  readonly #speed: number;
  readonly #startMs: number;
  readonly #wallStartMs = performance.now();
  readonly #pending = new Set<NodeJS.Timeout>();

  constructor(options: { readonly startAt: Date; readonly speed: number }) {
    this.#startMs = options.startAt.getTime();
    this.#speed = options.speed;
  }

  now(): Date {
    return new Date(this.#startMs + (performance.now() - this.#wallStartMs) * this.#speed);
  }

  after(delayMs: number, fire: () => void): Cancel {
    let current: NodeJS.Timeout | undefined;
    const wait = (wallMs: number) => {
      const part = Math.min(wallMs, longestTimeoutMs);
      const timeout = setTimeout(() => {
        this.#pending.delete(timeout);
        if (wallMs > part) wait(wallMs - part);
        else fire();
      }, part);
      current = timeout;
      this.#pending.add(timeout);
    };
    wait(Math.max(0, delayMs) / this.#speed);
    return () => {
      if (current === undefined) return;
      clearTimeout(current);
      this.#pending.delete(current);
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Cancels every timer, so that the process can end. What waits in `sleep` waits for ever. */
  stop(): void {
    for (const timeout of this.#pending) clearTimeout(timeout);
    this.#pending.clear();
  }
}
