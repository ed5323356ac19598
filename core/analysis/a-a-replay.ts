import type { CountBlock } from './blocks.ts';
import { conditionalMixture } from './conditional-mixture.ts';
import { isClustered } from './dispersion.ts';
import { logMeanExp } from './log-mean-exp.ts';
import { RunningDispersion } from './running-dispersion.ts';

/** Blocks of one series, and what its candidate is divided by so that both lanes are equally bad in the long run. */
export interface AaSeries {
  readonly blocks: readonly CountBlock[];
  readonly rateRatio: number;
}

/** What a tolerance is widened to where stable's bad requests come in bursts; the comparison does the same. */
const clusteredTau = 1;

type Rows = readonly Float64Array[];

interface Prepared {
  readonly blocks: readonly CountBlock[];
  /** Log likelihood ratios of each block, one number for each alternative: by tau. */
  readonly rowsOf: readonly Rows[];
  /** The same at the wider tolerance of each tau. */
  readonly widerRowsOf: readonly Rows[];
}

/**
 * Replays releases that are made of a metric's blocks, each as a single step: the same comparison as the judge's, block by block, with
 * what can be known of a block worked out once. The answered function takes the indexes of a release's blocks, in order, and says how many
 * of the taus, which ascend, would have rolled it back: what one tau lets pass, a wider one does too.
 */
export function aaReplay(series: readonly AaSeries[], taus: readonly number[], alpha: number): (release: readonly number[]) => number {
  const prepared = series.map((one) => prepare(one, taus));
  const needed = Math.log(1 / alpha);
  return (release) => {
    const clustered = prepared.map(({ blocks }) => clusteredAfter(blocks, release));
    const passing = taus.findIndex((_, tau) => !rollsBack(prepared, clustered, tau, release, needed));
    return passing === -1 ? taus.length : passing;
  };
}

function prepare({ blocks, rateRatio }: AaSeries, taus: readonly number[]): Prepared {
  const rowsAt = (tau: number) => {
    const { size, add } = conditionalMixture((1 + tau) * rateRatio - 1);
    return blocks.map((block) => {
      const logs = new Float64Array(size);
      add(logs, block);
      return logs;
    });
  };
  const rowsOf = taus.map(rowsAt);
  const wider = rowsAt(clusteredTau);
  return { blocks, rowsOf, widerRowsOf: taus.map((tau, index) => (tau < clusteredTau ? wider : (rowsOf[index] ?? wider))) };
}

/** After each block of the release: have stable's bad requests come in bursts so far? */
function clusteredAfter(blocks: readonly CountBlock[], release: readonly number[]): readonly boolean[] {
  const dispersion = new RunningDispersion();
  return release.map((index) => {
    const block = blocks[index];
    if (block !== undefined) dispersion.add(block.stable);
    return isClustered(dispersion.now());
  });
}

function rollsBack(
  prepared: readonly Prepared[],
  clustered: readonly (readonly boolean[])[],
  tau: number,
  release: readonly number[],
  needed: number,
): boolean {
  const sums = prepared.map(({ rowsOf, widerRowsOf }, one) => {
    const rows = rowsOf[tau] ?? [];
    const widerRows = clustered[one]?.includes(true) === true ? (widerRowsOf[tau] ?? rows) : rows;
    return { rows, widerRows, plain: zeros(rows), wider: widerRows === rows ? undefined : zeros(rows) };
  });
  for (const [at, index] of release.entries()) {
    let largest = -Infinity;
    const now = sums.map(({ rows, widerRows, plain, wider }, one) => {
      const ofPlain = accumulate(plain, rows[index]);
      const ofWider = wider === undefined ? ofPlain : accumulate(wider, widerRows[index]);
      const isWider = wider !== undefined && clustered[one]?.[at] === true;
      largest = Math.max(largest, isWider ? ofWider : ofPlain);
      return isWider ? wider : plain;
    });
    // A mean is at most its largest part.
    if (largest >= needed && logMeanExp(now.map(logMeanExp)) >= needed) return true;
  }
  return false;
}

function zeros(rows: Rows): Float64Array {
  return new Float64Array(rows[0]?.length ?? 0);
}

/** Adds one row to the sums and answers the largest sum. */
function accumulate(sums: Float64Array, row: Float64Array | undefined): number {
  let largest = -Infinity;
  for (let index = 0; index < sums.length; index++) {
    const sum = (sums[index] ?? 0) + (row?.[index] ?? 0);
    sums[index] = sum;
    if (sum > largest) largest = sum;
  }
  return largest;
}
