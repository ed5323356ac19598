import type { CountBlock } from './blocks.ts';
import { type EProcess, eProcess, type Steps } from './e-process.ts';
import { totalOf } from './judged-blocks.ts';
import { logEWithinSlo, sloGuard } from './slo-guard.ts';

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
  const candidate = eProcess(sloGuard(rateMax, 'candidate'), steps);
  const beside = stableBeside(rateMax, steps);
  let maxLogE = 0;
  let isAbove = false;
  for (const block of blocks) {
    candidate.add(block);
    beside.add(block);
    if (!(candidate.bound() > Math.min(maxLogE, enough))) continue;
    const logE = candidate.logE();
    maxLogE = Math.max(maxLogE, logE);
    // Whoever looked then would have seen it: later blocks cannot make it undone, nor make stable's incident the candidate's.
    isAbove ||= logE >= enough && !beside.isAbove();
  }
  const nowLogE = candidate.nowLogE();
  const kindNow = (): RateFinding['kind'] => {
    if (nowLogE >= enough && beside.isAbove()) return 'both-above';
    const { bad, requests } = totalOf(blocks).candidate;
    if (requests > 0 && logEWithinSlo(bad, requests, rateMax) >= Math.log(1 / beta)) return 'below';
    return isStableAbove(blocks, rateMax, enough, steps) ? 'stable-above' : 'open';
  };
  return { kind: isAbove ? 'above' : kindNow(), maxLogE, nowLogE };
}

function isStableAbove(blocks: readonly CountBlock[], rateMax: number, enough: number, steps: Steps): boolean {
  const stable: EProcess = eProcess(sloGuard(rateMax, 'stable'), steps);
  for (const block of blocks) stable.add(block);
  return stable.nowLogE() >= enough;
}

/** Fewer bad requests of stable than this are an accident. */
const fewestBad = 2;

/**
 * Whether stable's own observed rate is above the fixed one, at the times at which the candidate served: each block of stable counts by the
 * candidate's requests in it. Otherwise an incident that meets a candidate with most of its traffic would be thinned out in stable's past.
 * Asked of all blocks and of those of the present step, since either may have spoken against the candidate.
 */
function stableBeside(rateMax: number, { steps }: Steps): { add(block: CountBlock): void; isAbove(): boolean } {
  const nothing = { requests: 0, expectedBad: 0, stableBad: 0 };
  const all = { ...nothing };
  const ofStep = { ...nothing };
  let step = 0;
  const isAbove = ({ requests, expectedBad, stableBad }: typeof nothing) => stableBad >= fewestBad && expectedBad > rateMax * requests;
  return {
    add({ startedAt, candidate, stable }) {
      for (; startedAt >= (steps[step + 1]?.beganAt ?? Infinity); step++) Object.assign(ofStep, nothing);
      if (stable.requests === 0) return;
      for (const sums of [all, ofStep]) {
        sums.requests += candidate.requests;
        sums.expectedBad += candidate.requests * (stable.bad / stable.requests);
        sums.stableBad += stable.bad;
      }
    },
    isAbove: () => isAbove(all) || isAbove(ofStep),
  };
}
