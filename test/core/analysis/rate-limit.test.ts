import { describe, expect, it } from 'vitest';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { judgeComparison } from '../../../core/analysis/comparison.ts';
import { hasRateLimit, mustBeShown, rateLimitOf } from '../../../core/analysis/rate-limit.ts';
import { minutes } from './count-blocks.ts';
import { aComparisonPlan } from './metric-plans.ts';
import { aContext, counted } from './some-evidence.ts';

const latency = aComparisonPlan({ name: 'latency', counts: { kind: 'alb-latency', quantiles: [0.99, 0.9] } });
const declared = aComparisonPlan({
  name: 'latency',
  counts: { kind: 'alb-latency', quantiles: [0.9, 0.99], slowerThanSeconds: [0.2, 0.5] },
});
const fixed = { slowSeconds: { latency: { p90: 0.2, p99: 0.5 } } };
const times = (count: number, lanes: Parameters<typeof minutes>[0][number]) => minutes(Array.from({ length: count }, () => lanes));

describe('rateLimitOf', () => {
  it('is the SLO where one is declared', () => {
    expect(rateLimitOf(aComparisonPlan({ badRateMax: 0.02 }), 'errors')).toEqual({ rateMax: 0.02, from: 'declared' });
    expect(rateLimitOf({ ...latency, badRateMax: 0.3 }, 'p99')).toEqual({ rateMax: 0.3, from: 'declared' });
  });

  it('is what the past of stable allows for the lowest quantile that was measured', () => {
    expect(rateLimitOf(latency, 'p90')).toEqual({ rateMax: expect.closeTo(0.2, 12), from: 'history' });
    expect(rateLimitOf(latency, 'p99')).toBeUndefined();
  });

  it('is unknown where nobody said how much is too much', () => {
    expect(rateLimitOf(aComparisonPlan(), 'errors')).toBeUndefined();
    expect(rateLimitOf(declared, 'p90')).toBeUndefined();
    expect(rateLimitOf({ ...latency, worseMax: 12 }, 'p90')).toBeUndefined();
  });

  it('says which metrics can be judged without stable, and which series must be shown', () => {
    expect([latency, declared, aComparisonPlan(), aComparisonPlan({ badRateMax: 0.01 })].map(hasRateLimit)).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(['p90', 'p99'].map((series) => mustBeShown(latency, series))).toEqual([true, false]);
    expect(mustBeShown(aComparisonPlan(), 'errors')).toBe(true);
  });
});

describe('a candidate that has all users at once', () => {
  const judged = (p90: readonly CountBlock[], p99 = times(5, [600, 6, 0, 0])) =>
    judgeComparison(latency, counted({ p90, p99 }), fixed, aContext());

  it('is safe when it is as fast as stable was', () => {
    expect(judged(times(5, [600, 60, 0, 0]))).toMatchObject({
      kind: 'safe',
      because: "300 of 3,000 (10 %) of the candidate's requests took longer than 0.2 s (stable's p90): shown to be below 20 %",
    });
  });

  it('goes back when it is much slower than stable was', () => {
    expect(judged(times(5, [600, 240, 0, 0]))).toMatchObject({
      kind: 'regressed',
      because: expect.stringContaining("above the 20 % that stable's past allows while stable was not"),
    });
  });

  it('is compared with stable as soon as stable serves beside it, for the past may have been a busier hour', () => {
    const usual = { p90: times(1, [130, 10, 1_170, 80]), p99: times(1, [130, 1, 1_170, 11]) };
    const found = judgeComparison(latency, counted(usual), fixed, aContext());
    expect(found.because).toContain('requests to rule out 2x');
    expect(found.kind).toBe('inconclusive');
  });

  it('is measured by what stable did until its users went to the candidate, when that was slower than its hour before', () => {
    const steps = [
      { stepIndex: 0, candidatePercent: 50, beganAt: 0 },
      { stepIndex: 1, candidatePercent: 100, beganAt: 300 },
    ];
    const then = (slowNow: number, slowBefore: number) =>
      minutes([
        ...Array.from({ length: 5 }, () => [300, slowBefore, 300, slowBefore] as const),
        ...Array.from({ length: 5 }, () => [600, slowNow, 0, 0] as const),
      ]);
    const kindOf = (slowNow: number, slowBefore: number) =>
      judgeComparison(latency, counted({ p90: then(slowNow, slowBefore), p99: then(6, 3) }), fixed, aContext({ steps, stepsWithUsers: 2 }))
        .kind;
    // A quarter of the requests is slow: twice what stable's hour before allows, but stable came near it itself.
    expect([kindOf(180, 30), kindOf(180, 60), kindOf(360, 60)]).toEqual(['regressed', 'safe', 'regressed']);
  });

  it('is not blamed, nor held, for traffic that is slower for stable too', () => {
    const found = judged(times(10, [600, 240, 5_400, 2_160]), times(10, [600, 6, 5_400, 54]));
    expect(found).toMatchObject({ kind: 'safe', because: expect.stringContaining('shown to be less than 2 times as bad') });
  });
});
