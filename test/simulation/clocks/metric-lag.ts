import type { Random } from '../../../core/seeded-random.ts';

const [leastSeconds, mostSeconds] = [30, 90];

/** Seconds from the end of a minute until CloudWatch shows what was measured in it. Assumed: AWS publishes no bound. */
export function drawMetricLag(random: Random): number {
  return leastSeconds + random() * (mostSeconds - leastSeconds);
}
