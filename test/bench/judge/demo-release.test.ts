import { describe, expect, it } from 'vitest';
import { demoPlan } from '../../../bench/judge/demo-plan.ts';
import { releaseHealthy } from '../../../bench/judge/demo-release.ts';
import { DemoTraffic } from '../../../bench/judge/demo-traffic.ts';
import { seededRandom } from '../../../core/seeded-random.ts';

const plan = demoPlan();

describe("a healthy release under the demo's traffic", () => {
  it('goes through every step of its own plan', () => {
    expect(releaseHealthy(plan, 0, 1)).toMatchObject({ kind: 'promote' });
  });

  it('ends the same for the same run and seed', () => {
    expect(releaseHealthy(plan, 3, 1)).toEqual(releaseHealthy(plan, 3, 1));
  });

  it('is rolled back by a plan that no traffic satisfies', () => {
    const impossible = { ...plan, analysis: { ...plan.analysis, minimumRequests: 1_000_000 } };
    expect(releaseHealthy(impossible, 0, 1)).toMatchObject({
      kind: 'rollback',
      because: expect.stringContaining('candidate requests in this step'),
    });
  });
});

describe("the demo's traffic", () => {
  it('gives the candidate its share of about 450 requests a minute, in whole minutes only', () => {
    const traffic = new DemoTraffic(seededRandom(1));
    const fixed = traffic.measured(plan.analysis.metrics, 'arn');
    traffic.serve([{ from: 0, share: 0.25 }], 60_030);
    const { errors } = traffic.evidence(plan.analysis.metrics, fixed, 0);
    const blocks = errors?.counts.errors ?? [];
    const sums = blocks.reduce(
      (sum, { candidate, stable }) => [(sum[0] ?? 0) + candidate.requests, (sum[1] ?? 0) + stable.requests],
      [0, 0],
    );
    expect(blocks).toHaveLength(1_000);
    expect((sums[0] ?? 0) / 1_000).toBeCloseTo(112.5, -1);
    expect((sums[1] ?? 0) / 1_000).toBeCloseTo(337.5, -1);
  });

  it('is as slow in one lane as in the other', () => {
    const traffic = new DemoTraffic(seededRandom(2));
    const fixed = traffic.measured(plan.analysis.metrics, 'arn');
    traffic.serve([{ from: 0, share: 0.5 }], 60_000);
    const { latency } = traffic.evidence(plan.analysis.metrics, fixed, 0);
    const [candidate, stable] = (['candidate', 'stable'] as const).map((lane) =>
      (latency?.counts.p90 ?? []).reduce((sum, block) => sum + block[lane].bad / block[lane].requests, 0),
    );
    expect((candidate ?? 0) / (stable ?? 1)).toBeCloseTo(1, 1);
    expect((candidate ?? 0) / 1_000).toBeCloseTo(0.1, 1);
  });
});
