import type { Random } from '../../core/seeded-random.ts';

/** Below this mean, multiplying uniform numbers is as fast as any other exact method. */
const smallMean = 12;

/** A Poisson count. Exact: larger means are halved through the gamma time of an event (Ahrens and Dieter 1974). */
export function poisson(random: Random, mean: number): number {
  let [left, counted] = [mean, 0];
  while (left > smallMean) {
    const event = Math.floor((left * 7) / 8);
    const time = gamma(random, event);
    // The event came too late: those before it are spread evenly over its time.
    if (time > left) return counted + binomial(random, event - 1, left / time);
    [left, counted] = [left - time, counted + event];
  }
  const floor = Math.exp(-left);
  for (let product = random(); product > floor; product *= random()) counted += 1;
  return counted;
}

/** Successes in `trials`, each with the chance `rate`. Exact: jumps from success to success by geometric gaps. */
export function binomial(random: Random, trials: number, rate: number): number {
  if (rate > 0.5) return trials - binomial(random, trials, 1 - rate);
  if (!(rate > 0)) return 0;
  const logMiss = Math.log1p(-rate);
  let count = 0;
  for (let at = gap(random, logMiss); at <= trials; at += gap(random, logMiss)) count += 1;
  return count;
}

/**
 * Successes that come in bursts: the chance itself is drawn anew for each call, from the beta distribution of mean `rate` whose
 * intraclass correlation is `icc`, in (0, 1). The variance is `trials · rate · (1 - rate) · (1 + (trials - 1) · icc)`.
 */
export function betaBinomial(random: Random, trials: number, { rate, icc }: { readonly rate: number; readonly icc: number }): number {
  const size = 1 / icc - 1;
  const hit = gamma(random, rate * size);
  const miss = gamma(random, (1 - rate) * size);
  return binomial(random, trials, hit + miss > 0 ? hit / (hit + miss) : 0);
}

/** Trials up to and with the next success, at least 1. */
export function gap(random: Random, logMiss: number): number {
  return 1 + Math.floor(Math.log1p(-random()) / logMiss);
}

/** A gamma time of this shape and scale 1: Marsaglia and Tsang 2000, with their step for shapes below 1. */
function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log1p(-random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Box and Muller's standard normal number. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log1p(-random())) * Math.cos(2 * Math.PI * random());
}
