import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CountBlock, LaneCounts } from '../../../core/analysis/blocks.ts';
import type { Evidence } from '../../../core/analysis/evidence.ts';
import { judge } from '../../../core/analysis/judge.ts';
import type { MetricPlan } from '../../../core/analysis/metric-plan.ts';
import { type Random, seededRandom } from '../../../core/seeded-random.ts';
import { defaults } from '../../../core/service/defaults.ts';
import { aBaselinePlan, aComparisonPlan, aProfile } from './metric-plans.ts';
import { anAnalysis, counted, someEvidence, stepsAt } from './some-evidence.ts';

const oddNumber = fc.oneof(
  fc.integer({ min: -2, max: 2_000 }),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, -1, 0.5, 2 ** 53, 1e300, Number.MAX_SAFE_INTEGER),
);
const oddCounts: fc.Arbitrary<LaneCounts> = fc.record({ requests: oddNumber, bad: oddNumber });
const oddBlocks = fc.array(fc.record({ startedAt: oddNumber, candidate: oddCounts, stable: oddCounts }), { maxLength: 12 });
const oddSteps = fc.array(fc.record({ stepIndex: oddNumber, candidatePercent: oddNumber, beganAt: oddNumber }), { maxLength: 4 });

const possibleCounts = fc
  .record({ requests: fc.nat(2_000), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ requests, share }) => ({ requests, bad: Math.floor(requests * share ** 4) }));
const possibleBlocks = fc
  .array(fc.record({ candidate: possibleCounts, stable: possibleCounts }), { maxLength: 30 })
  .map((blocks) => blocks.map((block, index): CountBlock => ({ ...block, startedAt: index * 60 })));

const everyKind: readonly MetricPlan[] = [
  aComparisonPlan({ badRateMax: 0.01 }),
  aComparisonPlan({ name: 'plain' }),
  aComparisonPlan({ name: 'paired', baseline: 'paired', dryRun: true }),
  aComparisonPlan({ name: 'latency', critical: false, counts: { kind: 'alb-latency', quantiles: [0.9, 0.99] } }),
  aBaselinePlan(),
];

function evidenceOfAll(blocks: readonly CountBlock[], with_: Partial<Evidence> = {}): Evidence {
  const counts = { errors: blocks, p90: blocks, p99: blocks, 'end-p90': blocks, 'warn-p90': blocks };
  const metrics = Object.fromEntries(everyKind.map(({ name }) => [name, counted(counts)]));
  const fixed = { slowSeconds: { latency: { p90: 0.1, p99: 0.5 } }, profile: aProfile({ p90Seconds: 0.1 }) };
  return { steps: stepsAt([0, 600]), fixed, metrics, ...with_ };
}

describe('judge', () => {
  it('has an answer to all numbers, one that JSON can hold', () => {
    const anyChance = fc.oneof(fc.double(), fc.constantFrom(0.01, 0));
    fc.assert(
      fc.property(oddBlocks, oddSteps, oddNumber, anyChance, (blocks, steps, stepsWithUsers, alpha) => {
        const verdict = judge(evidenceOfAll(blocks, { steps }), anAnalysis(everyKind, { alpha }), stepsWithUsers);
        expect(['regressed', 'safe', 'inconclusive']).toContain(verdict.kind);
        expect(verdict.because).not.toBe('');
        expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
      }),
      { numRuns: 500 },
    );
  });

  it('calls no metric safe that has a number which is not finite', () => {
    // As much is bad in both lanes: where nothing is, nothing can be compared.
    const alike = fc.array(fc.integer({ min: 1_000, max: 2_000 }), { minLength: 30, maxLength: 40 }).map((served) =>
      served.map((requests, index): CountBlock => {
        const counts = { requests, bad: Math.floor(requests / 200) };
        return { startedAt: index * 60, candidate: counts, stable: counts };
      }),
    );
    const broken = fc.record({
      at: fc.nat(29),
      lane: fc.constantFrom('candidate' as const, 'stable' as const),
      count: fc.constantFrom('requests' as const, 'bad' as const, 'unaccounted' as const),
      number: fc.constantFrom(Number.NaN, Infinity, -Infinity),
    });
    const { fixed } = evidenceOfAll([]);
    const halves = { steps: stepsAt([0, 600], 50), fixed: { ...fixed, profile: aProfile({ p90Seconds: 0.1, errorRate: 0.01 }) } };
    fc.assert(
      fc.property(alike, broken, (blocks, { at, lane, count, number }) => {
        const kindsOf = (some: readonly CountBlock[]) =>
          judge(evidenceOfAll(some, halves), anAnalysis(everyKind), 2).metrics.map(({ kind }) => kind);
        const changed = blocks.map((block, index) => (index === at ? { ...block, [lane]: { ...block[lane], [count]: number } } : block));
        expect([new Set(kindsOf(blocks)), kindsOf(changed).includes('safe')]).toEqual([new Set(['safe']), false]);
      }),
    );
  });

  it('gives the same verdict on the same evidence, however its blocks came in', () => {
    const analysis = anAnalysis(everyKind);
    fc.assert(
      fc.property(
        possibleBlocks.chain((blocks) => fc.tuple(fc.constant(blocks), fc.shuffledSubarray([...blocks], { minLength: blocks.length }))),
        ([blocks, shuffled]) => {
          const verdict = judge(evidenceOfAll(blocks), analysis, 3);
          expect(judge(evidenceOfAll(blocks), analysis, 3)).toEqual(verdict);
          expect(judge(evidenceOfAll(shuffled), analysis, 3)).toEqual(verdict);
          // What is there twice counts once.
          expect(judge(evidenceOfAll([...blocks, ...shuffled]), analysis, 3)).toEqual(verdict);
        },
      ),
    );
  });

  it('calls nothing safe that it could not read, and nothing without enough requests', () => {
    fc.assert(
      fc.property(possibleBlocks, (blocks) => {
        const analysis = anAnalysis([aComparisonPlan({ badRateMax: 0.01 })], { minimumRequests: 100 });
        const missing = someEvidence([], { metrics: { errors: counted({ errors: blocks }, 'late') } });
        expect(judge(missing, analysis, 1).kind).not.toBe('safe');
        const requests = blocks.reduce((sum, { candidate }) => sum + candidate.requests, 0);
        if (judge(someEvidence(blocks), analysis, 1).kind === 'safe') expect(requests).toBeGreaterThanOrEqual(100);
      }),
    );
  });

  it('never rolls back by a dry run', () => {
    fc.assert(
      fc.property(possibleBlocks, (blocks) => {
        const dry = everyKind.map((plan) => ({ ...plan, dryRun: true }));
        expect(judge(evidenceOfAll(blocks), anAnalysis(dry), 2).kind).not.toBe('regressed');
      }),
    );
  });

  it('never rolls back a candidate that is no worse in any block', () => {
    fc.assert(
      fc.property(possibleBlocks, (blocks) => {
        const better = blocks.filter(({ candidate: c, stable: s }) => c.bad * s.requests <= s.bad * c.requests);
        expect(judge(someEvidence(better), anAnalysis([aComparisonPlan()]), 1).kind).not.toBe('regressed');
      }),
    );
  });

  it('depends on the odds of the lanes only, not on how many requests went well', () => {
    fc.assert(
      fc.property(possibleBlocks, fc.integer({ min: 2, max: 50 }), (blocks, times) => {
        const scaled = blocks.map((block) => ({
          ...block,
          candidate: { ...block.candidate, requests: block.candidate.requests * times },
          stable: { ...block.stable, requests: block.stable.requests * times },
        }));
        // Bursts are told by the number of requests they are among; a tolerance of 1 leaves them nothing to widen.
        const analysis = anAnalysis([aComparisonPlan({ tolerance: 1 })]);
        const [one, other] = [blocks, scaled].map((some) => judge(someEvidence(some), analysis, 1).metrics[0]?.eValue ?? 0);
        expect(Math.log(other ?? 0)).toBeCloseTo(Math.log(one ?? 0), 4);
      }),
    );
  });
});

describe('the false rollbacks of judge', () => {
  const runs = 600;
  const shapes = [
    { steps: 1, tolerance: 0, times: 1 },
    { steps: 4, tolerance: 0, times: 1 },
    { steps: 4, tolerance: 0.25, times: 1.25 },
  ];
  const cases = [0.05, defaults.alpha.value].flatMap((alpha) => shapes.map((shape) => ({ alpha, ...shape })));

  it.each(cases)('stay below $alpha at the boundary, at every look, in $steps steps with a tolerance of $tolerance', (one) => {
    const { alpha, steps, tolerance, times } = one;
    const random = seededRandom(2026 + steps);
    const plans = [aComparisonPlan({ tolerance }), aComparisonPlan({ name: 'other', tolerance })];
    const begins = Array.from({ length: steps }, (_, index) => index * 15 * 60);
    let wrong = 0;
    for (let run = 0; run < runs; run++) {
      const metrics = Object.fromEntries(plans.map(({ name }) => [name, counted({ errors: hourOf(random, times) })]));
      // The largest e-value of any look is what the last look goes by.
      if (judge(someEvidence([], { steps: stepsAt(begins), metrics }), anAnalysis(plans, { alpha }), steps).kind === 'regressed') wrong++;
    }
    expect(wrong / runs).toBeLessThanOrEqual(alpha);
  });
});

/** An hour in which both lanes share a rate of 2 % and an incident of five minutes; the share is 10 %, then 50 %. */
function hourOf(random: Random, times: number): readonly CountBlock[] {
  const badOf = (requests: number, rate: number) => {
    let bad = 0;
    for (let request = 0; request < requests; request++) if (random() < rate) bad++;
    return bad;
  };
  return Array.from({ length: 60 }, (_, minute) => {
    const rate = minute >= 40 && minute < 45 ? 0.2 : 0.02;
    const candidate = minute < 30 ? 20 : 100;
    const stable = 200 - candidate;
    return {
      startedAt: minute * 60,
      candidate: { requests: candidate, bad: badOf(candidate, rate * times) },
      stable: { requests: stable, bad: badOf(stable, rate) },
    };
  });
}
