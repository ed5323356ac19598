import type { CountBlock } from './blocks.ts';
import { type RateWindows, rateWindows } from './rate-windows.ts';
import { logEAbove, logEWithinSlo, sloGuard } from './slo-guard.ts';
import { type Steps, stepMixture } from './step-mixture.ts';

/**
 * How the candidate's rate stands to a fixed one.
 *
 * - `above`: shown to be above it at one time or another, while stable was not.
 * - `both-above`: above it now, and stable too, so the candidate is not blamed.
 * - `stable-above`: stable is above it now, and the candidate is not shown to be below.
 * - `below`: shown to be below it, all blocks together.
 * - `open`: not enough is known.
 */
export interface RateFinding {
  readonly kind: 'above' | 'both-above' | 'stable-above' | 'below' | 'open';
  /** Largest log e-value against the candidate, 0 at least. */
  readonly maxLogE: number;
  /** Log of what speaks against the candidate now. */
  readonly nowLogE: number;
}

/** What is judged: a rate, and the chances of being wrong about it in either direction. */
export interface FixedRate {
  readonly rateMax: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Judges a candidate by a fixed rate: its SLO, or what the release before it did. */
export function findByRate(blocks: readonly CountBlock[], { rateMax, alpha, beta }: FixedRate, steps: Steps): RateFinding {
  const enough = Math.log(1 / alpha);
  const windows = rateWindows(steps.steps);
  const { maxLogE, isAbove } = againstRate(blocks, rateMax, steps, windows, enough);
  const { all, ofStep } = windows;
  const nowLogE = Math.max(logEAbove(all.candidate, rateMax), logEAbove(ofStep.candidate, rateMax));
  const found = (kind: RateFinding['kind']) => ({ kind, maxLogE, nowLogE });
  if (isAbove) return found('above');
  if (nowLogE >= enough && isStableAbove(windows, rateMax)) return found('both-above');
  const { bad, requests } = all.candidate;
  if (requests > 0 && logEWithinSlo(bad, requests, rateMax) >= Math.log(1 / beta)) return found('below');
  const stableLogE = Math.max(logEAbove(all.stable, rateMax), logEAbove(ofStep.stable, rateMax));
  return found(stableLogE >= enough ? 'stable-above' : 'open');
}

/** Runs the candidate's e-process through all blocks. Above: it sufficed at a time when stable was not above the rate itself. */
function againstRate(blocks: readonly CountBlock[], rateMax: number, steps: Steps, windows: RateWindows, enough: number) {
  const mixture = stepMixture(sloGuard(rateMax), steps);
  let waiting: CountBlock | undefined;
  let maxLogE = 0;
  let isAbove = false;
  for (const block of blocks) {
    const isFirstOfStep = windows.add(block);
    if (isFirstOfStep && waiting !== undefined) mixture.add(waiting);
    waiting = isFirstOfStep || waiting === undefined ? block : together(waiting, block);
    // A rate that is at most the null's makes every likelihood ratio at most 1, so that E cannot be a new maximum: the block can wait.
    if (!isFirstOfStep && isCandidateWithin(windows, rateMax) && mixture.endedMost() <= 0) continue;
    mixture.add(waiting);
    waiting = undefined;
    if (!(mixture.bound() > Math.min(maxLogE, enough))) continue;
    const logE = mixture.logE();
    maxLogE = Math.max(maxLogE, logE);
    // Whoever looked then would have seen it: later blocks cannot make it undone. What an ended step found was held against stable then:
    // once an incident of both lanes is over, stable looks well again, and must not be what the candidate is blamed by.
    if (isAbove || logE < enough || mixture.nowLogE() < enough || isStableAbove(windows, rateMax)) continue;
    isAbove = !mayStableBeAsBad(windows, percentAt(steps, block.startedAt));
  }
  return { maxLogE, isAbove };
}

function percentAt({ steps }: Steps, at: number): number {
  return steps.findLast(({ beganAt }) => beganAt <= at)?.candidatePercent ?? 0;
}

/** At a fixed rate it makes no difference in which block a request was. */
function together(one: CountBlock, { candidate }: CountBlock): CountBlock {
  const requests = one.candidate.requests + candidate.requests;
  return { ...one, candidate: { requests, bad: one.candidate.bad + candidate.bad } };
}

function isCandidateWithin({ all, ofStep }: RateWindows, rateMax: number): boolean {
  return [all, ofStep].every(({ candidate }) => candidate.bad <= rateMax * candidate.requests);
}

/** Fewer bad requests of stable than this are an accident. */
const fewestBad = 2;

/**
 * Whether stable's own observed rate was above the fixed one at the times at which the candidate served: otherwise an incident that meets
 * a candidate with most of its traffic would be thinned out in stable's past. Asked of all blocks and of those of the step, since either
 * may have spoken against the candidate.
 */
function isStableAbove({ all, ofStep }: RateWindows, rateMax: number): boolean {
  return [all, ofStep].some(({ stable, expected }) => stable.bad >= fewestBad && expected.bad > rateMax * expected.requests);
}

/** Chance, at most, that a candidate is blamed in an incident that meets both lanes. */
const commonCause = 0.01;

/**
 * Whether stable, with what few users it has left, may be as bad as the candidate in this step and only looks well by chance. A candidate
 * that has all users is not let off by it: whom stable still serves then, such as long connections, says nothing.
 */
function mayStableBeAsBad({ ofStep: { candidate, stable } }: RateWindows, candidatePercent: number): boolean {
  if (candidatePercent >= 100 || stable.requests === 0) return false;
  return logEWithinSlo(stable.bad, stable.requests, candidate.bad / candidate.requests) < Math.log(1 / commonCause);
}
