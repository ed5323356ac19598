import type { Clock } from '../clock.ts';
import { StoppedError } from './failure.ts';

/**
 * Stops a lane of an execution, and everything started below it.
 *
 * - Once stopped it stays so; whatever waits through it is rejected with {@link StoppedError} at once.
 * - A child stops with its parent, never the other way round.
 */
export class Halt {
  readonly #listeners = new Set<() => void>();
  readonly #detach: () => void;
  #stopped = false;

  constructor(parent?: Halt) {
    this.#detach = parent?.onStop(() => this.stop()) ?? (() => undefined);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Calls `listener` once when stopped; now, when it already is. Answers how to forget it. */
  onStop(listener: () => void): () => void {
    if (this.#stopped) {
      listener();
      return () => undefined;
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#detach();
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  /** @throws {StoppedError} */
  check(): void {
    if (this.#stopped) throw new StoppedError();
  }

  /** The promise's outcome, unless this is stopped first. */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const forget = this.onStop(() => reject(new StoppedError()));
      promise.then(resolve, reject).finally(forget);
    });
  }

  /** Waits in world time, unless this is stopped first. */
  sleep(clock: Clock, delayMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = clock.after(delayMs, () => {
        forget();
        resolve();
      });
      const forget = this.onStop(() => {
        cancel();
        reject(new StoppedError());
      });
    });
  }
}
