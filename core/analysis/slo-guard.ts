import type { CountBlock, LaneCounts } from './blocks.ts';
import { type Alternatives, timesAsBad } from './conditional-mixture.ts';
import { geometric } from './geometric.ts';
import { largest, logMeanExp, logSumExp } from './log-mean-exp.ts';

/** Weight of "it is never bad" among what may be true of a lane that is within its SLO. */
const cleanWeight = 0.7;
const nothing: LaneCounts = { requests: 0, bad: 0 };
const timesAsGood = geometric(0.8, 0.05, 8);

/**
 * The candidate's rate is above `badRateMax`, against the null that it is at most that: `E = mean_j (p_j / p0)^x ((1 - p_j) / (1 - p0))^(n - x)`
 * with `p_j` whose odds are R_j times those of `p0`. Needs no other lane.
 */
export function sloGuard(badRateMax: number): Alternatives {
  const logTimes = timesAsBad.map(Math.log);
  const perRequest = timesAsBad.map((times) => Math.log1p(badRateMax * (times - 1)));
  const add = (logs: Float64Array, { candidate: { requests, bad } }: CountBlock): number => {
    for (let j = 0; j < logs.length; j++) logs[j] = (logs[j] ?? 0) + bad * (logTimes[j] ?? 0) - requests * (perRequest[j] ?? 0);
    return largest(logs);
  };
  return { size: timesAsBad.length, add };
}

/** Log of the evidence of {@link sloGuard} in one count of a lane. */
export function logEAbove(candidate: LaneCounts, badRateMax: number): number {
  const { size, add } = sloGuard(badRateMax);
  const logs = new Float64Array(size);
  add(logs, { startedAt: 0, candidate, stable: nothing });
  return logMeanExp(logs);
}

/**
 * Log of the evidence that a rate of `bad` in `requests` is below `badRateMax`: at a rate of at least that it reaches log(1 / beta), ever,
 * with a chance of at most beta. A mixture of rates below, 0 with weight 0.7 among them: a clean run rules 1 % out at 0.05 after 315
 * requests, where `ln(1 / beta) / -ln(1 - p0)` with no weight left for anything else is 299.
 */
export function logEWithinSlo(bad: number, requests: number, badRateMax: number): number {
  const clean = bad === 0 ? Math.log(cleanWeight) - requests * Math.log1p(-badRateMax) : -Infinity;
  const weight = Math.log((1 - cleanWeight) / timesAsGood.length);
  const others = timesAsGood.map((times) => weight + bad * Math.log(times) - requests * Math.log1p(badRateMax * (times - 1)));
  return logSumExp([clean, ...others]);
}
