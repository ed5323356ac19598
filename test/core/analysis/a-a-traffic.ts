import { betaBinomial, binomial, poisson } from '../../../bench/judge/samplers.ts';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { seededRandom } from '../../../core/seeded-random.ts';

/** Minutes of two lanes, one request in ten to the candidate. `icc`: failures come in bursts; `times`: the candidate fails that often as stable. */
export function someTraffic({ seed = 1, count = 60, perMinute = 600, rate = 0.01, icc = 0, times = 1 }): readonly CountBlock[] {
  const random = seededRandom(seed * 7_919);
  const lane = (mean: number, badRate: number) => {
    const requests = poisson(random, mean);
    const bad = icc > 0 ? betaBinomial(random, requests, { rate: badRate, icc }) : binomial(random, requests, badRate);
    return { requests, bad };
  };
  return Array.from({ length: count }, (_, minute) => ({
    startedAt: minute * 60,
    candidate: lane(perMinute / 10, rate * times),
    stable: lane((perMinute * 9) / 10, rate),
  }));
}
