import type { Cancel, Clock } from '../../../clock.ts';

/** Calls each alarm's evaluation again and again, at its own offset within the interval. */
export class AlarmTimers {
  readonly #cancels = new Map<string, Cancel>();
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Evaluates every `intervalMs` from now on, in place of what was started under this name before. */
  start(name: string, intervalMs: number, evaluate: () => void): void {
    this.cancel(name);
    const offsetMs = Math.floor(this.#random() * intervalMs);
    const wait = () => {
      const nowMs = this.#clock.now().getTime();
      const dueMs = Math.floor((nowMs - offsetMs) / intervalMs + 1) * intervalMs + offsetMs;
      const cancel = this.#clock.after(dueMs - nowMs, () => {
        wait();
        evaluate();
      });
      this.#cancels.set(name, cancel);
    };
    wait();
  }

  cancel(name: string): void {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }

  cancelAll(): void {
    for (const name of [...this.#cancels.keys()]) this.cancel(name);
  }
}
