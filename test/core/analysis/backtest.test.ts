import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backtest } from '../../../core/analysis/backtest.ts';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { minutes } from './count-blocks.ts';
import { aComparisonPlan } from './metric-plans.ts';
import { anAnalysis, counted, someEvidence } from './some-evidence.ts';

/** Ten minutes without an error, then a candidate that fails in one of ten requests. */
const regression = minutes([...Array(10).fill([60, 0, 540, 1]), ...Array(10).fill([60, 6, 540, 1])]);
const analysis = anAnalysis([aComparisonPlan({ worseMax: 10 })]);
const replay = (blocks: readonly CountBlock[], plan = analysis) =>
  backtest({ evidence: someEvidence(blocks), analysis: plan, stepsWithUsers: 1 });

describe('backtest', () => {
  it('says at which block, after how much exposure and by which evidence a configuration rolls back', () => {
    const { kind, rollback, looks } = replay(regression);
    expect({ kind, rollback, looks }).toEqual({
      kind: 'rolled-back',
      looks: 12,
      rollback: {
        at: 720,
        afterSeconds: 720,
        metric: 'errors',
        because: expect.stringContaining("12 of 720 (1.67 %) of the candidate's requests failed"),
        eValue: expect.any(Number),
        exposure: { requests: 720, failed: 12 },
      },
    });
    expect(rollback?.eValue).toBeGreaterThanOrEqual(100);
  });

  it('says since when the evidence was enough, also of what is rolled back later', () => {
    const until = (count: number) => replay(regression.slice(0, count));
    expect([until(3).kind, until(10).kind, until(10).rollback]).toEqual(['undecided', 'safe', undefined]);
    expect(until(10).safe).toEqual(until(20).safe);
    expect([until(10).safe?.at, until(10).last?.at]).toEqual([300, 600]);
    expect(until(20).kind).toBe('rolled-back');
  });

  it('says what was still needed when nothing was decided', () => {
    const { kind, last } = replay(regression.slice(0, 1));
    expect({ kind, verdict: last?.verdict }).toEqual({ kind: 'undecided', verdict: 'inconclusive' });
    expect(last?.because).toMatch(/need/);
  });

  it('says nothing of a candidate without users', () => {
    expect(backtest({ evidence: { ...someEvidence(regression), steps: [] }, analysis, stepsWithUsers: 1 })).toEqual({
      kind: 'undecided',
      looks: 0,
    });
  });

  it('takes a spent limit for what the plan does at its deadline', () => {
    const source = { kind: 'cloudwatch', metrics: {}, periodSeconds: 60, absentIsZero: false } as const;
    const common = { name: 'queue', dryRun: false, critical: true, warmupSeconds: 0, source };
    const limits = { failWhen: { above: 5 }, failureLimit: 0, consecutiveErrorLimit: 1, inconclusiveLimit: 0 };
    const threshold = { kind: 'threshold', ...common, ...limits } as const;
    const values = [0, 60, 120].map((startedAt) => ({ startedAt, candidate: null, stable: null }));
    const evidence = someEvidence([], { metrics: { queue: { counts: {}, values: { queue: values } } } });
    const kinds = (['rollback', 'hold'] as const).map(
      (atDeadline) => backtest({ evidence, analysis: anAnalysis([threshold], { atDeadline }), stepsWithUsers: 1 }).kind,
    );
    expect(kinds).toEqual(['rolled-back', 'undecided']);
  });

  it('sees a block only when it is over, whatever the periods of other metrics are', () => {
    const source = { kind: 'cloudwatch', metrics: {}, periodSeconds: 10, absentIsZero: true } as const;
    const fast = aComparisonPlan({ name: 'orders', counts: { kind: 'ratio', requests: source, bad: source } });
    const bad: CountBlock = { startedAt: 0, candidate: { requests: 60, bad: 30 }, stable: { requests: 540, bad: 1 } };
    const orders = [10, 20, 30].map((startedAt) => ({ ...bad, startedAt, candidate: { requests: 10, bad: 0 } }));
    const evidence = someEvidence([], { metrics: { errors: counted({ errors: [bad] }), orders: counted({ errors: orders }) } });
    const plan = anAnalysis([aComparisonPlan(), fast]);
    expect(backtest({ evidence, analysis: plan, stepsWithUsers: 1 }).rollback?.at).toBe(60);
    expect(backtest({ evidence, analysis: plan, stepsWithUsers: 1, blockSeconds: () => 10 }).rollback?.at).toBe(10);
  });

  it('says the same of a block, whatever comes later', () => {
    const lane = (bad: number) => fc.tuple(fc.integer({ min: bad, max: 80 }), fc.integer({ min: 0, max: bad }));
    const minute = fc.tuple(lane(6), lane(4)).map(([[all, bad], [others, worse]]) => [all, bad, 9 * others, worse] as const);
    fc.assert(
      fc.property(fc.array(minute, { minLength: 2, maxLength: 25 }), fc.integer({ min: 1, max: 24 }), (lanes, cut) => {
        const blocks = minutes(lanes);
        const [whole, part] = [replay(blocks), replay(blocks.slice(0, cut))];
        const known = (moment: { readonly at: number } | undefined) => (moment !== undefined && moment.at <= 60 * cut ? moment : undefined);
        expect([part.rollback, part.safe]).toEqual([known(whole.rollback), known(whole.safe)]);
      }),
      { numRuns: 60 },
    );
  });
});
