import type { CountBlock, LaneCounts } from './blocks.ts';
import { percent, pValueOf, roughly, shareOf } from './figures.ts';
import type { ComparisonPlan } from './metric-plan.ts';
import type { CountSeries } from './series.ts';
import { untoldThreshold } from './untold-threshold.ts';

/** Both lanes' sums. */
export interface Totals {
  readonly candidate: LaneCounts;
  readonly stable: LaneCounts;
}

/** What makes a request of this series bad, as the verb of a sentence. */
export function howBad({ counts }: ComparisonPlan, { series, slowerThanSeconds }: CountSeries): string {
  if (slowerThanSeconds === untoldThreshold) return `were slow (${series})`;
  if (slowerThanSeconds !== undefined) return `took longer than ${Number(slowerThanSeconds.toPrecision(3))} s (stable's ${series})`;
  return counts.kind === 'alb-errors' ? 'failed' : 'were bad';
}

/** `3 of 1,200 (0.25 %) of the candidate's requests failed, 30 of 10,800 (0.278 %) of stable's`. */
export function bothLanes({ candidate, stable }: Totals, verb: string): string {
  const other = stable.requests === 0 ? 'stable had none beside them' : `${shareOf(stable)} of stable's`;
  return `${candidateOnly(candidate, verb)}, ${other}`;
}

/** `3 of 1,200 (0.25 %) of the candidate's requests failed`. */
export function candidateOnly(candidate: LaneCounts, verb: string): string {
  return candidate.requests === 0 ? 'the candidate had no requests' : `${shareOf(candidate)} of the candidate's requests ${verb}`;
}

/** What chance has to do with it, against what suffices. */
export function byChance(maxLogE: number, alpha: number): string {
  return `(p ${Number(pValueOf(maxLogE).toPrecision(2))}, ${Number(alpha.toPrecision(2))} suffices)`;
}

/** What is missing to be safe, in words. */
export function stillNeeded(
  { worseMax, badRateMax }: { readonly worseMax: number; readonly badRateMax: number | undefined },
  more: { readonly toRuleOutWorse: number | undefined; readonly toBeWithinSlo: number | undefined },
  whole: readonly CountBlock[],
): string {
  const { toRuleOutWorse, toBeWithinSlo } = more;
  const ways = [
    ...(toRuleOutWorse === undefined ? [] : [`about ${roughly(toRuleOutWorse)} more requests to rule out ${worseMax}x at this error rate`]),
    ...(toBeWithinSlo === undefined || badRateMax === undefined
      ? []
      : [`about ${roughly(toBeWithinSlo)} more requests to show that fewer than ${percent(badRateMax)} are bad`]),
  ];
  if (ways.length > 0) return `needs ${ways.join(', or ')}`;
  const isShared = whole.some(({ candidate, stable }) => candidate.requests > 0 && stable.requests > 0);
  const why = isShared ? 'nothing bad happened that the lanes could be compared by' : 'the lanes never served at the same time';
  const slo =
    badRateMax === undefined ? 'the metric has no badRateMax to be judged by alone' : `${percent(badRateMax)} bad are not undercut`;
  return `more requests like these will not tell: ${why}, and ${slo}`;
}
