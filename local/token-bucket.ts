import type { Clock } from './clock.ts';

/** How much a bucket holds, and how fast it fills. */
export interface BucketSize {
  readonly burst: number;
  /** Tokens a second of world time. */
  readonly perSecond: number;
}

/** A bucket of tokens under the world's clock. It begins full, and a request that finds none takes none. */
export class TokenBucket {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #size: BucketSize;
  #tokens: number;
  #atMs: number;

  constructor(size: BucketSize, clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#size = size;
    this.#tokens = size.burst;
    this.#atMs = clock.now().getTime();
  }

  /** Tokens that are there now; parts of one included. */
  level(): number {
    const nowMs = this.#clock.now().getTime();
    const filled = this.#tokens + ((nowMs - this.#atMs) / 1_000) * this.#size.perSecond;
    this.#tokens = Math.min(this.#size.burst, filled);
    this.#atMs = nowMs;
    return this.#tokens;
  }

  /** Takes tokens out, whether or not there are so many: `level` says that. */
  take(tokens = 1): void {
    this.#tokens = this.level() - tokens;
  }
}
