/**
 * When the requests of an open-loop load are due: the n-th at n / rate seconds, whatever happened to the others.
 *
 * A closed loop waits for a slow server and so hides its slowness; here a late answer delays nobody, and a process that was
 * held up sends what became due meanwhile with its original due time.
 */
export class Schedule {
  #taken = 0;
  readonly #startMs: number;
  readonly #ratePerSecond: number;

  constructor(startMs: number, ratePerSecond: number) {
    this.#startMs = startMs;
    this.#ratePerSecond = ratePerSecond;
  }

  /** Takes the due time of the next request when that is not after `nowMs`; undefined when nothing is due. */
  takeDue(nowMs: number): number | undefined {
    const dueMs = this.nextDueMs();
    if (dueMs > nowMs) return undefined;
    this.#taken += 1;
    return dueMs;
  }

  nextDueMs(): number {
    return this.#startMs + (this.#taken * 1_000) / this.#ratePerSecond;
  }
}
