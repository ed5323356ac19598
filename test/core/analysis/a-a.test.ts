import { describe, expect, it } from 'vitest';
import { type AaReport, aaReport } from '../../../core/analysis/a-a.ts';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { someTraffic } from './a-a-traffic.ts';
import { aBaselinePlan, aComparisonPlan, aProfile } from './metric-plans.ts';
import { anAnalysis, someEvidence } from './some-evidence.ts';

const dryRun = anAnalysis([aComparisonPlan({ dryRun: true })]);
const reportOf = (blocks: readonly CountBlock[], with_: Partial<Parameters<typeof aaReport>[0]> = {}): AaReport =>
  aaReport({ evidence: someEvidence(blocks), analysis: dryRun, releaseSeconds: 3_600, random: seededRandom(1), ...with_ });
const only = ({ metrics }: AaReport) => metrics[0]?.recommendation;

describe('aaReport', () => {
  it('finds a tolerance of 0.25 or less enough where each request fails by itself', () => {
    const taus = [1, 2].map((seed) => {
      const found = only(reportOf(someTraffic({ seed, count: 180 })));
      return found?.kind === 'tau' ? found.tau : found;
    });
    for (const tau of taus) expect(tau).toBeLessThanOrEqual(0.25);
  });

  it('asks for more than 0.25 where failures come in bursts that hit one lane, and says that they do', () => {
    const { metrics } = reportOf(someTraffic({ count: 180, icc: 0.02 }));
    const [metric] = metrics;
    expect(metric?.series[0]?.dispersion).toBeGreaterThan(5);
    const upTo = (tau: number) => metric?.measured?.rates.find((rate) => rate.tau === tau)?.rateMax ?? 0;
    expect([upTo(0) > 0.01, upTo(0.25) > 0.01]).toEqual([true, true]);
    expect(metric?.recommendation).toEqual({ kind: 'none', because: expect.stringContaining('baseline: paired') });
  });

  it('does not divide out that the lanes differ by more than chance', () => {
    const { metrics } = reportOf(someTraffic({ count: 60, times: 4 }));
    expect(metrics[0]?.measured?.lanesDiffer).toBe(true);
    expect(metrics[0]?.measured?.rates[0]?.rate).toBeGreaterThan(0.5);
    expect(only({ releaseSeconds: 3_600, metrics })).toEqual({ kind: 'none', because: expect.stringContaining('not alike') });
  });

  it('says how much longer to measure when too little is known', () => {
    expect(only(reportOf(someTraffic({ count: 60, rate: 0.002 })))).toEqual({
      kind: 'more-time',
      moreSeconds: expect.any(Number),
      because: expect.stringMatching(/^60 blocks with bad requests of the candidate worth .* single ones; need 30 and 20$/),
    });
    expect(only(reportOf(someTraffic({ count: 60, rate: 0 })))).toEqual({
      kind: 'more-time',
      because: expect.stringContaining('no request was bad'),
    });
    expect(only(reportOf([]))).toEqual({ kind: 'more-time', because: expect.stringContaining('no block') });
  });

  it('wants of each metric its share of alpha, and leaves out what has no tolerance', () => {
    const paired = aComparisonPlan({ name: 'paired', baseline: 'paired' });
    const analysis = anAnalysis([aComparisonPlan(), paired, aBaselinePlan()]);
    const wanted = (profile?: ReturnType<typeof aProfile>) =>
      reportOf([], {
        analysis,
        evidence: someEvidence([], { fixed: { slowSeconds: {}, ...(profile && { profile }) } }),
      }).metrics.map(({ name, wantedRate }) => [name, wantedRate]);
    expect([wanted(), wanted(aProfile())]).toEqual([[['errors', 0.005]], [['errors', 0.01 / 3]]]);
  });

  it('tells the share that the candidate was observed to have beside the one that was intended', () => {
    const blocks = someTraffic({ count: 10 });
    const intended = (candidatePercent: number) =>
      reportOf(blocks, { evidence: someEvidence(blocks, { steps: [{ stepIndex: 0, candidatePercent, beganAt: 0 }] }) }).share;
    expect(intended(20)).toEqual({ observed: expect.closeTo(0.1, 2), configured: expect.closeTo(0.2, 10) });
    expect(intended(0)).toEqual({ observed: expect.closeTo(0.1, 2) });
  });

  it('leaves out the warm-up and what has only one lane', () => {
    const blocks = someTraffic({ count: 40 });
    const alone = { startedAt: 2_400, candidate: { requests: 60, bad: 0 }, stable: { requests: 0, bad: 0 } };
    const analysis = anAnalysis([aComparisonPlan({ warmupSeconds: 1_200 })]);
    const [metric] = reportOf([...blocks, alone], { analysis }).metrics;
    expect([metric?.blocks, metric?.seconds]).toEqual([20, 1_200]);
  });
});
