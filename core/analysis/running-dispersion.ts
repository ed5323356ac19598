import type { LaneCounts } from './blocks.ts';
import type { Dispersion } from './dispersion.ts';

/**
 * The dispersion of one lane's blocks so far, at the same cost for the last block as for the first: chi-square of homogeneity is
 * `(sum bad² / requests - bad² / requests of all) / (rate (1 - rate))`.
 */
export class RunningDispersion {
  #blocks = 0;
  #requests = 0;
  #bad = 0;
  #squares = 0;

  add({ requests, bad }: LaneCounts): void {
    if (requests === 0) return;
    this.#blocks += 1;
    this.#requests += requests;
    this.#bad += bad;
    this.#squares += bad ** 2 / requests;
  }

  /** What `dispersionOf` says of the same blocks. */
  now(): Dispersion | undefined {
    if (this.#blocks < 3 || this.#bad < 3 || this.#bad === this.#requests) return undefined;
    const rate = this.#bad / this.#requests;
    const degrees = this.#blocks - 1;
    const ratio = (this.#squares - this.#bad * rate) / (rate * (1 - rate)) / degrees;
    const deviation = Math.sqrt((2 + this.#blocks / this.#bad) / degrees);
    return { ratio, deviations: (ratio - 1) / deviation };
  }
}
