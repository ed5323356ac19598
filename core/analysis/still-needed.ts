import type { CountBlock } from './blocks.ts';
import { totalOf } from './judged-blocks.ts';
import { logENotWorse, natsPerBadRequest } from './not-worse.ts';
import { logEWithinSlo } from './slo-guard.ts';

/** Past this many requests an estimate means "never". */
const mostRequests = 1e12;

/**
 * How many more candidate requests it takes to rule out that the candidate is `worseMax` times as bad, if it is as good as stable and
 * both go on as in `recent`. Undefined: nothing was bad, or a lane served nothing, so no number of requests is known to do.
 */
export function moreToRuleOutWorse(
  blocks: readonly CountBlock[],
  recent: readonly CountBlock[],
  { worseMax, beta }: { readonly worseMax: number; readonly beta: number },
): number | undefined {
  const { candidate, stable } = totalOf(recent);
  if (candidate.requests === 0 || stable.requests === 0) return undefined;
  const requests = candidate.requests + stable.requests;
  const share = candidate.requests / requests;
  const badPerCandidateRequest = (candidate.bad + stable.bad) / requests / share;
  const more = (Math.log(1 / beta) - logENotWorse(blocks, worseMax)) / (badPerCandidateRequest * natsPerBadRequest(share, worseMax));
  return more >= 0 && more < mostRequests ? Math.max(1, Math.ceil(more)) : undefined;
}

/**
 * How many more candidate requests it takes to show that its rate is below `badRateMax`, if it stays as it is. Undefined: it is not below,
 * or too little to ever show.
 */
export function moreToBeWithinSlo(
  { bad, requests }: { readonly bad: number; readonly requests: number },
  { badRateMax, beta }: { readonly badRateMax: number; readonly beta: number },
): number | undefined {
  const rate = requests === 0 ? 0 : bad / requests;
  const needed = Math.log(1 / beta);
  const isShown = (all: number) => logEWithinSlo(rate * all, all, badRateMax) >= needed;
  let most = Math.max(1, requests);
  while (!isShown(most)) {
    most *= 2;
    if (!(most < mostRequests)) return undefined;
  }
  let least = Math.max(most / 2, requests);
  while (most - least > 1) {
    const middle = (least + most) / 2;
    if (isShown(middle)) most = middle;
    else least = middle;
  }
  return Math.max(1, Math.ceil(most - requests));
}
