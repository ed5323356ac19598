import type { CountBlock, LaneCounts } from './blocks.ts';

/** How unevenly bad requests fall on a lane's blocks. */
export interface Dispersion {
  /** Chi-square over its degrees of freedom: 1 when each request is bad by chance alone, more when they come in bursts. */
  readonly ratio: number;
  /** Standard deviations by which the ratio is above 1 by chance. */
  readonly deviations: number;
}

/** Fewer blocks than this say nothing about how they vary. */
const fewestBlocks = 3;
/** Fewer bad requests than this cannot form a burst that chance does not. */
const fewestBad = 3;
const ratioMax = 2;
const deviationsMax = 3;

/**
 * The dispersion of one lane's bad requests around its own mean rate, at the same cost for the last block as for the first: chi-square of
 * the homogeneity of its blocks. Its standard deviation, `sqrt(2 / df + 1 / (df mean))` with `mean` bad requests expected of a block,
 * tells how much of it is chance; it is widest where few bad requests are expected.
 */
export class RunningDispersion {
  #served = 0;
  #requests = 0;
  #bad = 0;
  #squares = 0;

  add({ requests, bad }: LaneCounts): void {
    if (requests === 0) return;
    this.#served += 1;
    this.#requests += requests;
    this.#bad += bad;
    this.#squares += bad ** 2 / requests;
  }

  /** Undefined: fewer than three blocks with requests or than three bad requests, or nothing but bad ones. */
  now(): Dispersion | undefined {
    if (this.#served < fewestBlocks || this.#bad < fewestBad || this.#bad === this.#requests) return undefined;
    const rate = this.#bad / this.#requests;
    // The sum of (bad - expected)^2 / (expected (1 - rate)) in one pass.
    const chiSquare = (this.#squares / rate - this.#bad) / (1 - rate);
    const degrees = this.#served - 1;
    const ratio = chiSquare / degrees;
    const deviation = Math.sqrt((2 + this.#served / this.#bad) / degrees);
    return { ratio, deviations: (ratio - 1) / deviation };
  }
}

/** The dispersion of stable over these blocks; undefined where {@link RunningDispersion} says nothing. */
export function dispersionOf(blocks: readonly CountBlock[]): Dispersion | undefined {
  const running = new RunningDispersion();
  for (const { stable } of blocks) running.add(stable);
  return running.now();
}

/** Tolerance where bad requests come in bursts: twice as bad is then not told from chance. */
export const clusteredTolerance = 1;

/** True: more than twice as uneven as chance makes it, and by more than three standard deviations. */
export function isClustered(dispersion: Dispersion | undefined): boolean {
  return dispersion !== undefined && dispersion.ratio > ratioMax && dispersion.deviations > deviationsMax;
}
