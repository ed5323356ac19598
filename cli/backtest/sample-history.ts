import { type Random, seededRandom } from '../../core/seeded-random.ts';

/** Hours that show what a history looks like. */
export const sampleNames = ['healthy', 'regression'] as const;

/** Name of a sample. */
export type SampleName = (typeof sampleNames)[number];

const beganAt = Date.parse('2026-11-20T10:00:00Z');
/** A tenth of 600 requests a minute. Of a thousand, two fail, a hundred are slower than stable's p90 and ten than its p99. */
const usual = { candidatePerMinute: 60, stablePerMinute: 540, failed: 0.002, slow: 0.1, slowest: 0.01 };
/** From its 20th minute the bad candidate fails 15 times as often. */
const regression = { fromMinute: 20, failed: 0.03 };

/** One hour of two lanes as CSV: the same for the same seed. In the regression, the candidate begins to fail in its 20th minute. */
export function sampleHistory(sample: SampleName, seed: number): string {
  const random = seededRandom(seed);
  const rows = Array.from({ length: 60 }, (_, minute) => {
    const isBad = sample === 'regression' && minute >= regression.fromMinute;
    const candidate = drawLane(random, usual.candidatePerMinute, isBad ? regression.failed : usual.failed);
    const stable = drawLane(random, usual.stablePerMinute, usual.failed);
    const time = new Date(beganAt + minute * 60_000).toISOString().replace('.000Z', 'Z');
    return [time, ...candidate, ...stable].join(',');
  });
  const columns = ['candidate', 'stable'].flatMap((lane) => ['requests', 'errors', 'slow_p90', 'slow_p99'].map((of) => `${lane}_${of}`));
  const header = ['time', ...columns].join(',');
  return `${[header, ...rows].join('\n')}\n`;
}

/** Requests of one minute, which come at random, and how many of them failed and were slow. */
function drawLane(random: Random, perMinute: number, failedRate: number): readonly number[] {
  let [requests, failed, slow, slowest] = [0, 0, 0, 0];
  for (let at = gap(random, perMinute); at < 1; at += gap(random, perMinute)) {
    requests += 1;
    if (random() < failedRate) failed += 1;
    const slowness = random();
    if (slowness < usual.slow) slow += 1;
    if (slowness < usual.slowest) slowest += 1;
  }
  return [requests, failed, slow, slowest];
}

/** Minutes until the next request of a Poisson process. */
function gap(random: Random, perMinute: number): number {
  return -Math.log1p(-random()) / perMinute;
}
