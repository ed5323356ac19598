import type { Rule } from './rule.ts';

const level = 0.05;

/** The textbook test, looked at every minute as if each look were the only one. */
export const exactRule: Rule = {
  name: 'exact-test-peeked',
  title: 'Exact test .05, peeked',
  of: 'test',
  because: 'rolls back when an exact one-sided binomial test of all errors so far says p ≤ .05, looked at every minute',
  rollsBackAfter: ({ blocks }) => {
    const sum = { candidateRequests: 0, requests: 0, candidateBad: 0, bad: 0 };
    const at = blocks.findIndex(({ candidate, stable }) => {
      sum.candidateRequests += candidate.requests;
      sum.requests += candidate.requests + stable.requests;
      sum.candidateBad += candidate.bad;
      sum.bad += candidate.bad + stable.bad;
      const share = sum.requests > 0 ? sum.candidateRequests / sum.requests : 0;
      return upperTail(sum.candidateBad, sum.bad, share) <= level;
    });
    return at < 0 ? undefined : at + 1;
  },
};

/** P(X ≥ atLeast) for X binomial over `trials` of chance `rate`. Exact up to rounding. */
export function upperTail(atLeast: number, trials: number, rate: number): number {
  if (atLeast <= 0 || rate >= 1) return 1;
  if (rate <= 0) return 0;
  // Below the mean the other tail is the short one.
  if (atLeast <= trials * rate) return 1 - upperTail(trials - atLeast + 1, trials, 1 - rate);
  let logTerm = trials * Math.log1p(-rate);
  for (let count = 1; count <= atLeast; count += 1) logTerm += Math.log(((trials - count + 1) / count) * (rate / (1 - rate)));
  let [term, sum] = [Math.exp(logTerm), 0];
  for (let count = atLeast; count <= trials && term > sum * 1e-17; count += 1) {
    sum += term;
    term *= ((trials - count) / (count + 1)) * (rate / (1 - rate));
  }
  return sum;
}
