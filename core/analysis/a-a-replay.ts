import type { CountBlock } from './blocks.ts';
import { conditionalMixture } from './conditional-mixture.ts';
import { clusteredTolerance, isClustered, RunningDispersion } from './dispersion.ts';
import { logMeanExp } from './log-mean-exp.ts';

/** Blocks of one series, and what its candidate is divided by so that both lanes are equally bad in the long run. */
export interface AaSeries {
  readonly blocks: readonly CountBlock[];
  readonly rateRatio: number;
}

/** Log likelihood ratios of each block, one number for each alternative, block after block. */
interface Rows {
  readonly size: number;
  readonly logs: Float64Array;
}

interface Prepared {
  readonly blocks: readonly CountBlock[];
  /** By tau. */
  readonly rowsOf: readonly Rows[];
  /** The same at the wider tolerance of each tau. */
  readonly widerRowsOf: readonly Rows[];
}

/**
 * Replays releases that are made of a metric's blocks, each as a single step: the same comparison as the judge's, block by block, with
 * what can be known of a block worked out once. The answered function takes the indexes of a release's blocks, in order, and says how many
 * of the taus, which ascend, would have rolled it back: what one tau lets pass, a wider one does too.
 */
export function aaReplay(series: readonly AaSeries[], taus: readonly number[], alpha: number): (release: ArrayLike<number>) => number {
  const prepared = series.map((one) => prepare(one, taus));
  const needed = Math.log(1 / alpha);
  return (release) => {
    const clustered = clusteredAfter(prepared, release);
    const passing = taus.findIndex((_, tau) => !rollsBack(prepared, clustered, tau, release, needed));
    return passing === -1 ? taus.length : passing;
  };
}

function prepare({ blocks, rateRatio }: AaSeries, taus: readonly number[]): Prepared {
  const rowsAt = (tau: number): Rows => {
    const { size, add } = conditionalMixture((1 + tau) * rateRatio - 1);
    const logs = new Float64Array(size * blocks.length);
    for (const [index, block] of blocks.entries()) add(logs.subarray(index * size, (index + 1) * size), block);
    return { size, logs };
  };
  const rowsOf = taus.map(rowsAt);
  const wider = rowsAt(clusteredTolerance);
  return { blocks, rowsOf, widerRowsOf: taus.map((tau, index) => (tau < clusteredTolerance ? wider : (rowsOf[index] ?? wider))) };
}

/** After each block of the release, which series' bad requests have come in bursts so far: one bit for each. */
function clusteredAfter(prepared: readonly Prepared[], release: ArrayLike<number>): Int32Array {
  const clustered = new Int32Array(release.length);
  for (const [one, { blocks }] of prepared.entries()) {
    const dispersion = new RunningDispersion();
    for (let at = 0; at < release.length; at++) {
      const block = blocks[release[at] ?? 0];
      if (block !== undefined) dispersion.add(block.stable);
      if (isClustered(dispersion.now())) clustered[at] = (clustered[at] ?? 0) | (1 << one);
    }
  }
  return clustered;
}

/** A look weighs all blocks so far by what it knows of bursts at that time. */
function rollsBack(prepared: readonly Prepared[], clustered: Int32Array, tau: number, release: ArrayLike<number>, needed: number): boolean {
  const reachedAt = new Map<number, number>();
  return clustered.some((bits, at) => {
    const known = reachedAt.get(bits) ?? firstReached(prepared.flatMap(rowsFor(tau, bits)), release, needed);
    reachedAt.set(bits, known);
    return known <= at;
  });
}

function rowsFor(tau: number, bits: number): (prepared: Prepared, one: number) => Rows | readonly Rows[] {
  return ({ rowsOf, widerRowsOf }, one) => ((bits & (1 << one)) === 0 ? rowsOf : widerRowsOf)[tau] ?? [];
}

/** The block of the release after which the mean of the series' e-values is large enough for the first time; Infinity: never. */
function firstReached(series: readonly Rows[], release: ArrayLike<number>, needed: number): number {
  const sums = series.map(({ size }) => new Float64Array(size));
  for (let at = 0; at < release.length; at++) {
    let largest = -Infinity;
    series.forEach((rows, one) => {
      largest = Math.max(largest, accumulate(sums[one], rows, release[at] ?? 0));
    });
    // A mean is at most its largest part.
    if (largest >= needed && logMeanExp(Float64Array.from(sums, logMeanExp)) >= needed) return at;
  }
  return Number.POSITIVE_INFINITY;
}

/** Adds one block's row to the sums and answers the largest sum. */
function accumulate(sums: Float64Array | undefined, { size, logs }: Rows, block: number): number {
  let largest = -Infinity;
  if (sums === undefined) return largest;
  const from = block * size;
  for (let index = 0; index < size; index++) {
    const sum = (sums[index] ?? 0) + (logs[from + index] ?? 0);
    sums[index] = sum;
    if (sum > largest) largest = sum;
  }
  return largest;
}
