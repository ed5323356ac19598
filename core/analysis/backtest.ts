import type { AnalysisPlan } from '../deployment/analysis-plan.ts';
import type { Evidence } from './evidence.ts';
import { arrivals, type BlockSeconds, evidenceUntil, plannedBlockSeconds } from './evidence-until.ts';
import { judge } from './judge.ts';
import type { MetricVerdict, Verdict } from './verdict.ts';

/** Requests that a candidate served, and how many of them failed; absent when nothing counts failures. */
export interface Exposure {
  readonly requests: number;
  readonly failed?: number;
}

/** When the evidence of a replay said something for the first time. */
export interface Moment {
  /** Epoch seconds: the end of the block that brought it. Metrics arrive later than that, by the plan's metric lag. */
  readonly at: number;
  /** Seconds since the candidate's first users. */
  readonly afterSeconds: number;
  readonly because: string;
  /** The metric that said it; absent when all of them did. */
  readonly metric?: string;
  /** Largest evidence against the candidate so far, of that metric or of all. */
  readonly eValue?: number;
  /** What the candidate had served by then; absent when no series counts requests. */
  readonly exposure?: Exposure;
}

/**
 * What a configuration would have done. `rolled-back`: at `rollback`, whether or not it was safe for a while before. `safe`: from `safe`
 * on a step whose bake was over could have moved on. `undecided`: neither, for the reason that `last` gives.
 */
export interface Backtest {
  readonly kind: 'rolled-back' | 'safe' | 'undecided';
  readonly rollback?: Moment;
  readonly safe?: Moment;
  /** What the judge said last; absent when the evidence has no block with users. */
  readonly last?: Moment & { readonly verdict: Verdict['kind'] };
  /** Times at which the judge looked. */
  readonly looks: number;
}

/** What is replayed, and by which configuration. */
export interface Replay {
  readonly evidence: Evidence;
  readonly analysis: AnalysisPlan;
  /** Steps with users of the whole plan. */
  readonly stepsWithUsers: number;
  /** Absent: as the plan's metrics say. */
  readonly blockSeconds?: BlockSeconds;
}

/**
 * Replays past blocks as if each had just arrived, and says when this configuration would have taken the candidate back, or when its
 * evidence was enough to go on.
 *
 * - **Nothing from later.** What it says of a block does not change when later blocks are added.
 * - **A spent limit counts as what the plan does then**: with `atDeadline: rollback` it is a rollback.
 * - Bakes, patience and the alarms of the guard are not replayed.
 */
export function backtest({ evidence, analysis, stepsWithUsers, blockSeconds = plannedBlockSeconds }: Replay): Backtest {
  const begin = evidence.steps[0]?.beganAt ?? Number.POSITIVE_INFINITY;
  const looks = arrivals(evidence, analysis.metrics, blockSeconds).filter((at) => at > begin);
  let safe: Moment | undefined;
  let last: Backtest['last'];
  for (const [index, at] of looks.entries()) {
    const known = evidenceUntil(evidence, at, analysis.metrics, blockSeconds);
    const verdict = judge(known, analysis, stepsWithUsers);
    last = { ...momentOf(verdict, known, at, begin), verdict: verdict.kind };
    if (endsIt(verdict, analysis)) return resultOf('rolled-back', index + 1, { safe, last, rollback: withoutVerdict(last) });
    if (verdict.kind === 'safe') safe ??= withoutVerdict(last);
  }
  return resultOf(safe === undefined ? 'undecided' : 'safe', looks.length, { safe, last });
}

function endsIt(verdict: Verdict, { atDeadline }: AnalysisPlan): boolean {
  return verdict.kind === 'regressed' || (verdict.kind === 'inconclusive' && verdict.then === 'end' && atDeadline === 'rollback');
}

type Found = { readonly [Name in 'rollback' | 'safe' | 'last']?: Backtest[Name] | undefined };

function resultOf(kind: Backtest['kind'], looks: number, { rollback, safe, last }: Found): Backtest {
  return { kind, looks, ...(rollback && { rollback }), ...(safe && { safe }), ...(last && { last }) };
}

function withoutVerdict({ verdict, ...moment }: NonNullable<Backtest['last']>): Moment {
  return moment;
}

function momentOf(verdict: Verdict, known: Evidence, at: number, begin: number): Moment {
  const acting = verdict.metrics.filter(({ dryRun }) => !dryRun);
  const named = verdict.kind === 'regressed' ? acting.find(({ kind }) => kind === 'regressed') : undefined;
  const eValue = largestE(named === undefined ? acting : [named]);
  const exposure = exposureOf(known);
  return {
    at,
    afterSeconds: at - begin,
    because: verdict.because,
    ...(named && { metric: named.name }),
    ...(eValue !== undefined && { eValue }),
    ...(exposure && { exposure }),
  };
}

function largestE(metrics: readonly MetricVerdict[]): number | undefined {
  const known = metrics.flatMap(({ eValue }) => (eValue === undefined ? [] : [eValue]));
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Requests and failed ones of the candidate, by the series that counts errors; without one, by any that counts requests. */
function exposureOf({ metrics }: Evidence): Exposure | undefined {
  const all = Object.values(metrics).map(({ counts }) => counts);
  const failures = all.find(({ errors = [] }) => errors.length > 0)?.errors;
  const blocks = failures ?? all.flatMap((counts) => Object.values(counts)).find((each) => each.length > 0);
  if (blocks === undefined) return undefined;
  const requests = blocks.reduce((sum, { candidate }) => sum + candidate.requests, 0);
  if (failures === undefined) return { requests };
  return { requests, failed: failures.reduce((sum, { candidate }) => sum + candidate.bad, 0) };
}
