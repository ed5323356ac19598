import type { CountBlock } from './blocks.ts';
import { conditionalMixture } from './conditional-mixture.ts';
import { dispersionOf, isClustered } from './dispersion.ts';
import { type EProcess, eProcess, type Steps } from './e-process.ts';
import { logMeanExp } from './log-mean-exp.ts';
import type { ComparisonPlan } from './metric-plan.ts';
import { pairedSwap } from './paired-swap.ts';

/** One series of a comparison: blocks of unchanged shares only. */
export interface ComparedSeries {
  readonly series: string;
  readonly blocks: readonly CountBlock[];
}

/** Evidence that the candidate is worse than the other lane. All logs are of e-values. */
export interface AgainstStable {
  /** Largest mean of the series' e-processes at any time, 0 at least. */
  readonly maxLogE: number;
  /** What speaks against the candidate now, of all blocks or of the present step. */
  readonly nowLogE: number;
  /** The series that speaks most against it. */
  readonly worst: string;
  /** Series whose bad requests come in bursts, so that their tolerance was widened. */
  readonly clustered: readonly string[];
}

/** Tolerance where bad requests come in bursts: twice as bad is then not told from chance. */
const clusteredTolerance = 1;

/**
 * Weighs a candidate against the other lane, all series together: the mean of their e-values is an e-value, however much the series depend
 * on each other. A tolerance that is widened in view of stable's own bursts can only lower the evidence, so no promise is weakened.
 */
export function againstStable(
  series: readonly ComparedSeries[],
  { tolerance, baseline }: Pick<ComparisonPlan, 'tolerance' | 'baseline'>,
  steps: Steps,
): AgainstStable {
  const clustered = series.filter(({ blocks }) => baseline === 'stable' && isClustered(dispersionOf(blocks))).map((one) => one.series);
  const processes = series.map((one) => {
    const tau = clustered.includes(one.series) ? Math.max(clusteredTolerance, tolerance) : tolerance;
    return eProcess(baseline === 'paired' ? pairedSwap : conditionalMixture(tau), steps);
  });
  const maxLogE = maxOfMean(series, processes);
  const now = processes.map((process) => process.nowLogE());
  const worst = series[now.indexOf(Math.max(...now))]?.series ?? '';
  return { maxLogE, nowLogE: logMeanExp(now), worst, clustered };
}

function maxOfMean(series: readonly ComparedSeries[], processes: readonly EProcess[]): number {
  const next = series.map(() => 0);
  const startOf = (index: number) => series[index]?.blocks[next[index] ?? 0]?.startedAt ?? Infinity;
  let max = 0;
  for (;;) {
    let at = Infinity;
    for (let index = 0; index < series.length; index++) at = Math.min(at, startOf(index));
    if (at === Infinity) return max;
    let bound = -Infinity;
    processes.forEach((process, index) => {
      const block = series[index]?.blocks[next[index] ?? 0];
      if (block?.startedAt === at) {
        process.add(block);
        next[index] = (next[index] ?? 0) + 1;
      }
      bound = Math.max(bound, process.bound());
    });
    // The mean is at most the largest part: a healthy candidate's blocks rarely need more than this look.
    if (bound > max) max = Math.max(max, logMeanExp(processes.map((process) => process.logE())));
  }
}
