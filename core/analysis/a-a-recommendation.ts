import { limits } from '../limits.ts';
import type { AaRates, FalseRollbackRate } from './a-a-rates.ts';
import type { AaSeriesFacts } from './a-a-series.ts';
import { percent } from './figures.ts';

/** Which tolerance to declare; how much longer to measure, where that is known; or that no tolerance helps. */
export type AaRecommendation = { readonly because: string } & (
  | { readonly kind: 'tau'; readonly tau: number }
  | { readonly kind: 'more-time'; readonly moreSeconds?: number }
  | { readonly kind: 'none' }
);

interface Found {
  readonly blocks: number;
  readonly blockSeconds: number;
  readonly series: readonly AaSeriesFacts[];
  readonly wantedRate: number;
  readonly measured?: AaRates;
}

/** The smallest tolerance whose rate of false rollbacks is, with 95 % confidence, no higher than wanted. */
export function recommendation({ blocks, blockSeconds, series, wantedRate, measured }: Found): AaRecommendation {
  const seconds = blocks * blockSeconds;
  if (measured === undefined) return tooLittle(blocks, blockSeconds, series);
  const found = measured.rates.find(({ rateMax }) => rateMax <= wantedRate);
  if (found !== undefined) return { kind: 'tau', tau: found.tau, because: `${told(found)}; wanted is at most ${percent(wantedRate)}` };
  const likely = measured.rates.find(({ rate }) => rate < wantedRate);
  if (likely !== undefined && !measured.lanesDiffer) {
    // What is above the rate shrinks with the root of the time.
    const times = ((likely.rateMax - likely.rate) / (wantedRate - likely.rate)) ** 2;
    const because = `${told(likely)}: too little was measured to promise at most ${percent(wantedRate)}`;
    return { kind: 'more-time', ...(times < longestTimes && { moreSeconds: wholeMinutes(seconds * (times - 1)) }), because };
  }
  const widest = measured.rates.at(-1);
  const because = measured.lanesDiffer
    ? 'the lanes are not alike though they run the same image: find out why first, such as cold caches (warmup) or other hardware'
    : 'requests fail in bursts that hit one lane alone: compare with a baseline of the same size (baseline: paired), or judge by the SLO';
  return { kind: 'none', because: `${widest === undefined ? '' : `${told(widest)}; `}${because}` };
}

/** An estimate of more than this many times what was measured is no estimate. */
const longestTimes = 100;

function tooLittle(blocks: number, blockSeconds: number, series: readonly AaSeriesFacts[]): AaRecommendation {
  const fewest = Math.min(...series.map(({ tellingBad }) => tellingBad));
  if (series.length === 0 || blocks === 0) return { kind: 'more-time', because: 'no block in which both lanes served was measured' };
  if (fewest === 0) return { kind: 'more-time', because: 'no request was bad: such traffic gives the judge nothing to be wrong about' };
  const times = Math.max(limits.aaBlocks.value / blocks, limits.aaBadRequests.value / fewest);
  const because = `${blocks} blocks with bad requests of the candidate worth ${Number(fewest.toPrecision(2))} single ones; need ${limits.aaBlocks.value} and ${limits.aaBadRequests.value}`;
  return { kind: 'more-time', moreSeconds: wholeMinutes(blocks * blockSeconds * (times - 1)), because };
}

function wholeMinutes(seconds: number): number {
  return 60 * Math.ceil(seconds / 60);
}

function told({ tau, rate, rateMax }: FalseRollbackRate): string {
  return `with tolerance ${tau}, ${percent(rate)} of releases that change nothing are rolled back, at most ${percent(rateMax)} with 95 % confidence`;
}
