import { describe, expect, it } from 'vitest';
import { awsLatencies, type LatencyName, sampleLatency } from '../../local/latency.ts';

/** A linear congruential generator, so that each run draws the same. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe('sampleLatency', () => {
  it.each(Object.keys(awsLatencies) as LatencyName[])('draws %s with its median and its 99th percentile', (name) => {
    const latency = awsLatencies[name];
    const random = seeded(7);
    const drawn = Array.from({ length: 20_000 }, () => sampleLatency(latency, random)).sort((a, b) => a - b);
    expect((drawn[10_000] ?? 0) / latency.p50Ms).toBeCloseTo(1, 1);
    expect((drawn[19_800] ?? 0) / latency.p99Ms).toBeCloseTo(1, 0);
    expect(drawn[0]).toBeGreaterThan(0);
  });

  it('says of every figure where it comes from', () => {
    for (const { source } of Object.values(awsLatencies)) expect(source).toMatch(/AWS|assumed/);
  });
});
