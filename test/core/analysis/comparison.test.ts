import { describe, expect, it } from 'vitest';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { judgeComparison } from '../../../core/analysis/comparison.ts';
import type { Fixed, MetricEvidence } from '../../../core/analysis/evidence.ts';
import { inconclusive } from '../../../core/analysis/inconclusive.ts';
import { minutes } from './count-blocks.ts';
import { aComparisonPlan } from './metric-plans.ts';
import { aContext, counted, stepsAt } from './some-evidence.ts';

const times = (count: number, ...lanes: Parameters<typeof minutes>[0]) => Array.from({ length: count }, () => lanes).flat();
const nothingFixed: Fixed = { slowSeconds: {} };
const slo = aComparisonPlan({ badRateMax: 0.01 });
const judged = (blocks: readonly CountBlock[], plan = aComparisonPlan(), context = aContext()) =>
  judgeComparison(plan, counted({ errors: blocks }), nothingFixed, context);

describe('judgeComparison', () => {
  it('finds a candidate that is worse than stable, with the figures', () => {
    expect(judged(minutes(times(3, [60, 3, 540, 1])))).toEqual({
      kind: 'regressed',
      because:
        "9 of 180 (5 %) of the candidate's requests failed, 3 of 1,620 (0.185 %) of stable's: more than the 1.25 times as bad that are tolerated (p 0.000011, 0.01 suffices)",
      eValue: 94068.3,
      pValue: 0.0000106306,
      counts: { candidate: { requests: 180, bad: 9 }, stable: { requests: 1_620, bad: 3 } },
    });
  });

  it('keeps to what it found, and shows the blocks that it was found by', () => {
    const found = judged(minutes([...times(3, [60, 3, 540, 1] as const), ...times(60, [60, 0, 540, 1] as const)]));
    expect([found.kind, found.counts?.candidate]).toEqual(['regressed', { requests: 180, bad: 9 }]);
  });

  it('finds a candidate that stable outdoes even when stable is within no SLO', () => {
    expect(judged(minutes(times(5, [60, 20, 540, 30])), slo).kind).toBe('regressed');
  });

  it('finds a candidate above its SLO where stable has no traffic to compare with', () => {
    expect(judged(minutes(times(3, [600, 20, 0, 0])), slo)).toMatchObject({
      kind: 'regressed',
      because:
        "60 of 1,800 (3.33 %) of the candidate's requests failed, stable had none beside them: above the 1 % of its SLO while stable was not (p 7.2e-13, 0.001 suffices)",
    });
  });

  it('holds when both lanes are above the SLO', () => {
    expect(judged(minutes(times(10, [60, 3, 540, 27])), slo)).toMatchObject(
      inconclusive(
        "30 of 600 (5 %) of the candidate's requests failed, 270 of 5,400 (5 %) of stable's: both are above the 1 % of the SLO, so the cause is common and the candidate is not blamed: look at what both lanes depend on",
        'hold',
      ),
    );
  });

  it('holds when stable alone is above the SLO and too little is known of the candidate', () => {
    expect(judged(minutes(times(4, [60, 0, 540, 27])), slo)).toMatchObject(
      inconclusive(
        "stable itself is above the 1 % of the SLO: 108 of 2,160 (5 %) of its requests failed, 0 of 240 (0 %) of the candidate's: going back would not help, look at stable",
        'hold',
      ),
    );
  });

  it('lets a fix through', () => {
    expect(judged(minutes(times(10, [60, 0, 540, 27])), slo).kind).toBe('safe');
  });

  it('is safe after a clean run below the SLO', () => {
    expect([judged(minutes(times(6, [50, 0, 500, 0])), slo).kind, judged(minutes(times(7, [50, 0, 500, 0])), slo)]).toEqual([
      'inconclusive',
      expect.objectContaining({ kind: 'safe', because: "0 of 350 (0 %) of the candidate's requests failed: shown to be below 1 %" }),
    ]);
  });

  it('is safe when it is shown to be not much worse than stable', () => {
    expect(judged(minutes(times(40, [60, 3, 540, 27])), aComparisonPlan({ worseMax: 2 }))).toMatchObject({
      kind: 'safe',
      because:
        "120 of 2,400 (5 %) of the candidate's requests failed, 1,080 of 21,600 (5 %) of stable's: shown to be less than 2 times as bad",
    });
  });

  it('says how many more requests it needs', () => {
    expect(judged(minutes(times(3, [60, 0, 540, 5], [60, 1, 540, 6])), slo)).toMatchObject(
      inconclusive(
        "3 of 360 (0.833 %) of the candidate's requests failed, 33 of 3,240 (1.02 %) of stable's: needs about 633 more requests to rule out 2x at this error rate, or about 43,800 more requests to show that fewer than 1 % are bad",
        'wait',
      ),
    );
  });

  it('says when no number of requests will do', () => {
    const cases = [judged(minutes(times(9, [60, 0, 540, 0]))), judged(minutes(times(9, [600, 6, 0, 0])))];
    expect(cases.map(({ kind, because }) => [kind, because])).toEqual([
      [
        'inconclusive',
        "0 of 540 (0 %) of the candidate's requests failed, 0 of 4,860 (0 %) of stable's: more requests like these will not tell: nothing bad happened that the lanes could be compared by, and the metric has no badRateMax to be judged by alone",
      ],
      [
        'inconclusive',
        "54 of 5,400 (1 %) of the candidate's requests failed, stable had none beside them: more requests like these will not tell: the lanes never served at the same time, and the metric has no badRateMax to be judged by alone",
      ],
    ]);
  });

  it('does not call safe what speaks against the candidate at present', () => {
    // Shown to be below 1 % in the first step; the second step begins badly.
    const blocks = minutes([...times(60, [60, 0, 540, 0] as const), ...times(2, [60, 1, 540, 0] as const)]);
    const context = aContext({ steps: stepsAt([0, 3_600]), stepsWithUsers: 2 });
    expect(judged(blocks, slo, context)).toMatchObject({
      kind: 'inconclusive',
      because:
        "2 of 3,720 (0.0538 %) of the candidate's requests failed, 0 of 33,480 (0 %) of stable's: that speaks against the candidate, though not enough for a rollback; more requests will tell",
    });
  });

  it('leaves out the warm-up and the blocks in which a step began', () => {
    const cold = minutes([...times(2, [60, 30, 540, 0] as const), ...times(10, [60, 0, 540, 0] as const)]);
    const shifted = minutes([...times(2, [60, 0, 540, 0] as const), [60, 30, 540, 0], ...times(10, [60, 0, 540, 0] as const)]);
    const steps = { steps: stepsAt([0, 150]), stepsWithUsers: 2 };
    expect([
      judged(cold).kind,
      judged(cold, aComparisonPlan({ warmupSeconds: 120 })).kind,
      judged(shifted, aComparisonPlan(), aContext(steps)).kind,
    ]).toEqual(['regressed', 'inconclusive', 'inconclusive']);
  });

  it('tells only what is twice as bad from chance when bad requests of stable come in bursts', () => {
    const bursts = times(10, [60, 3, 540, 0], [60, 2, 540, 40]);
    expect(judged(minutes(bursts)).warnings).toEqual([
      'bad requests of stable come in bursts: only a candidate that is more than twice as bad is told from chance',
    ]);
  });

  it('waits where stable’s errors come in bursts, and takes back where as many come evenly', () => {
    const evenly = times(60, [60, 3, 540, 10]);
    const inBursts = times(6, [60, 3, 540, 100], ...times(9, [60, 3, 540, 0]));
    expect([judged(minutes(evenly)).kind, judged(minutes(inBursts)).kind]).toEqual(['regressed', 'inconclusive']);
  });

  it('swaps the lanes where a baseline of the same size runs', () => {
    const paired = aComparisonPlan({ baseline: 'paired' });
    const bursts = minutes(times(8, [60, 30, 60, 0], [60, 0, 60, 30]));
    expect([judged(bursts, paired).kind, judged(minutes(times(12, [60, 2, 60, 0])), paired).kind]).toEqual(['safe', 'regressed']);
  });

  it.each([
    [
      counted({ errors: minutes(times(9, [60, 0, 540, 0])) }, 'CloudWatch answered in part'),
      'the newest blocks are missing: CloudWatch answered in part',
    ],
    [counted({}), 'the candidate has had no requests that count yet'],
    [counted({ errors: minutes(times(9, [0, 0, 540, 0])) }), 'the candidate has had no requests that count yet'],
    [
      counted({ errors: minutes([...times(9, [60, 0, 540, 0] as const), [5, 6, 540, 0]]) }),
      "candidate has 6 bad of 5 requests in the block of 1970-01-01T00:09:00.000Z, which cannot be counts: look at the metric's source",
    ],
  ] satisfies [MetricEvidence, string][])('is never safe on %j', (evidence, because) => {
    expect(judgeComparison(slo, evidence, nothingFixed, aContext())).toMatchObject({ kind: 'inconclusive', because });
  });

  it('still finds what the usable blocks show', () => {
    const evidence = counted({ errors: minutes([...times(5, [60, 5, 540, 0] as const), [5, 6, 540, 0]]) }, 'throttled');
    expect(judgeComparison(slo, evidence, nothingFixed, aContext()).kind).toBe('regressed');
  });
});

describe('judgeComparison of slow requests', () => {
  const latency = aComparisonPlan({ name: 'latency', counts: { kind: 'alb-latency', quantiles: [0.9, 0.99] } });
  const fixed: Fixed = { slowSeconds: { latency: { p90: 0.2, p99: 0.5 } } };
  const usual = { p90: minutes(times(20, [60, 6, 540, 54])), p99: minutes(times(20, [60, 1, 540, 5])) };

  it('weighs all series together, and names the slow one', () => {
    const slow = { ...usual, p99: minutes(times(20, [60, 6, 540, 5])) };
    expect(judgeComparison(latency, counted(slow), fixed, aContext())).toMatchObject({
      kind: 'regressed',
      because: expect.stringMatching(/^\d+ of [\d,]+ \(10 %\) of the candidate's requests took longer than 0.5 s \(stable's p99\), /),
    });
  });

  it('is safe when the lowest quantile is shown to be fine and no other looks suspicious', () => {
    expect(judgeComparison(latency, counted(usual), fixed, aContext())).toMatchObject({
      kind: 'safe',
      because: expect.stringContaining("(stable's p90)"),
    });
    const tail = minutes(times(10, [600, 11, 5_400, 54]));
    expect(judgeComparison(latency, counted({ ...usual, p99: tail }), fixed, aContext()).kind).not.toBe('safe');
  });

  it('asks for a threshold that is not known', () => {
    const found = judgeComparison(latency, counted(usual), { slowSeconds: { latency: { p90: 0.2 } } }, aContext());
    expect(found).toMatchObject({
      kind: 'inconclusive',
      because:
        "stable's own p99 is not known, so what is slow is not either: declare slowerThanSeconds, or deploy when stable has had traffic for an hour",
    });
  });
});
