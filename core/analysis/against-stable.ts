import type { CountBlock } from './blocks.ts';
import { conditionalMixture, logE } from './conditional-mixture.ts';
import { clusteredTolerance, dispersionOf, isClustered } from './dispersion.ts';
import { logMeanExp } from './log-mean-exp.ts';
import type { ComparisonPlan } from './metric-plan.ts';
import { pairedSwap } from './paired-swap.ts';
import { type EProcess, type Steps, stepMixture } from './step-mixture.ts';

/** One series of a comparison: blocks of unchanged shares only. */
export interface ComparedSeries {
  readonly series: string;
  readonly blocks: readonly CountBlock[];
}

/** Evidence that the candidate is worse than the other lane. All logs are of e-values. */
export interface AgainstStable {
  /** Largest mean of the series' e-processs at any time, 0 at least. */
  readonly maxLogE: number;
  /** What speaks against the candidate now, of all blocks or of the present step. */
  readonly nowLogE: number;
  /** The series that spoke most against it when `maxLogE` was reached; undefined when nothing ever did. */
  readonly worst?: string;
  /** The blocks of that series by which it did: from the first users, or from the beginning of a step, whichever says more. */
  readonly worstBlocks: readonly CountBlock[];
  /** The series that speaks most against it now. */
  readonly worstNow?: string;
  /** Series whose bad requests come in bursts, so that their tolerance was widened. */
  readonly clustered: readonly string[];
}

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
  const mixtures = series.map((one) => {
    const tau = clustered.includes(one.series) ? Math.max(clusteredTolerance, tolerance) : tolerance;
    return stepMixture(baseline === 'paired' ? pairedSwap : conditionalMixture(tau), steps);
  });
  const { maxLogE, worst, at } = maxOfMean(series, mixtures);
  const now = mixtures.map((mixture) => mixture.nowLogE());
  const worstNow = series[now.indexOf(Math.max(...now))]?.series;
  return {
    maxLogE,
    nowLogE: logMeanExp(now),
    ...(worst !== undefined && { worst: worst.series }),
    worstBlocks: tellingBlocks(worst?.blocks ?? [], at, steps),
    ...(worstNow !== undefined && { worstNow }),
    clustered,
  };
}

/** The mean of all series' e-processes, at each time at which one of them has a block; the largest it ever was. */
function maxOfMean(series: readonly ComparedSeries[], mixtures: readonly EProcess[]) {
  const next = series.map(() => 0);
  const times = series.map(({ blocks }) => blocks[0]?.startedAt ?? Infinity);
  let maxLogE = 0;
  let worst: ComparedSeries | undefined;
  let maxAt = Infinity;
  for (let at = Math.min(...times); at < Infinity; at = Math.min(...times)) {
    let canRise = false;
    for (let index = 0; index < series.length; index++) {
      if (times[index] !== at) continue;
      const blocks = series[index]?.blocks ?? [];
      const block = blocks[next[index] ?? 0];
      next[index] = (next[index] ?? 0) + 1;
      times[index] = blocks[next[index] ?? 0]?.startedAt ?? Infinity;
      if (block === undefined) continue;
      mixtures[index]?.add(block);
      // Without a bad request of the candidate no evidence against it can rise.
      canRise ||= block.candidate.bad > 0;
    }
    // A mean is at most its largest part: a healthy candidate's blocks rarely need more than this look.
    if (!canRise || !mixtures.some((mixture) => mixture.bound() > maxLogE)) continue;
    const logs = mixtures.map((mixture) => mixture.logE());
    const mean = logMeanExp(logs);
    if (mean > maxLogE) [maxLogE, maxAt, worst] = [mean, at, series[logs.indexOf(Math.max(...logs))]];
  }
  return { maxLogE, worst, at: maxAt };
}

/** Blocks until `at`: of the step it is in if the candidate's share of the bad requests stands out more in them, else all. */
function tellingBlocks(blocks: readonly CountBlock[], at: number, { steps }: Steps): readonly CountBlock[] {
  const until = blocks.filter(({ startedAt }) => startedAt <= at);
  const beganAt = steps.findLast((step) => step.beganAt <= at)?.beganAt ?? 0;
  const ofStep = until.filter(({ startedAt }) => startedAt >= beganAt);
  return logE(ofStep, 0) > logE(until, 0) ? ofStep : until;
}
