import { describe, expect, it } from 'vitest';
import { inconclusive } from '../../../core/analysis/inconclusive.ts';
import { judge } from '../../../core/analysis/judge.ts';
import type { ComparisonPlan, ThresholdPlan } from '../../../core/analysis/metric-plan.ts';
import { minutes } from './count-blocks.ts';
import { aBaselinePlan, aComparisonPlan } from './metric-plans.ts';
import { anAnalysis, counted, someEvidence, stepsAt } from './some-evidence.ts';

const times = (count: number, ...lanes: Parameters<typeof minutes>[0]) => Array.from({ length: count }, () => lanes).flat();
const healthy = minutes(times(10, [60, 0, 540, 0]));
const broken = minutes(times(10, [60, 6, 540, 1]));
const commonCause = minutes(times(10, [60, 6, 540, 54]));
const slo = aComparisonPlan({ badRateMax: 0.01 });
const named = (name: string, change: Parameters<typeof aComparisonPlan>[0] = {}) => aComparisonPlan({ ...slo, name, ...change });
const evidenceOf = (blocks: Readonly<Record<string, typeof healthy>>, missing?: string) =>
  someEvidence([], {
    metrics: Object.fromEntries(Object.entries(blocks).map(([name, errors]) => [name, counted({ errors }, missing)])),
  });

const limit: ThresholdPlan = {
  name: 'cpu',
  kind: 'threshold',
  dryRun: false,
  critical: true,
  warmupSeconds: 0,
  source: {
    kind: 'http',
    url: 'https://metrics.test',
    headers: {},
    auth: { kind: 'none' },
    pointer: '/value',
    periodSeconds: 60,
    absentIsZero: false,
  },
  failWhen: { above: 90 },
  failureLimit: 0,
  consecutiveErrorLimit: 1,
  inconclusiveLimit: 1,
};

describe('judge', () => {
  it('is safe when each critical metric is, with what it rests on', () => {
    expect(judge(someEvidence(healthy), anAnalysis([slo]), 1)).toEqual({
      kind: 'safe',
      because: "errors: 0 of 600 (0 %) of the candidate's requests failed: shown to be below 1 %",
      metrics: [
        {
          name: 'errors',
          dryRun: false,
          kind: 'safe',
          because: "0 of 600 (0 %) of the candidate's requests failed: shown to be below 1 %",
          eValue: 1,
          pValue: 1,
          counts: { candidate: { requests: 600, bad: 0 }, stable: { requests: 5_400, bad: 0 } },
        },
      ],
      warnings: [],
    });
  });

  it('is regressed when any metric is, whatever the others lack', () => {
    const verdict = judge(evidenceOf({ one: broken, two: [] }), anAnalysis([named('one'), named('two'), named('three'), limit]), 1);
    expect([verdict.kind, verdict.because, verdict.metrics.map(({ kind }) => kind)]).toEqual([
      'regressed',
      expect.stringMatching(/^one: 60 of 600 /),
      ['regressed', 'inconclusive', 'inconclusive', 'inconclusive'],
    ]);
  });

  it('is regressed by what is no longer complete', () => {
    expect(judge(evidenceOf({ errors: broken }, 'throttled'), anAnalysis([slo]), 1).kind).toBe('regressed');
  });

  it('holds before it ends, and ends before it waits', () => {
    const values = (value: number | null) => [0, 60, 120].map((startedAt) => ({ startedAt, candidate: value, stable: null }));
    const metrics = { cpu: { counts: {}, values: { cpu: values(null) } } };
    const ends = judge(someEvidence(healthy, { metrics: { ...someEvidence(healthy).metrics, ...metrics } }), anAnalysis([slo, limit]), 1);
    const holds = judge(
      someEvidence(healthy, { metrics: { errors: counted({ errors: commonCause }), ...metrics } }),
      anAnalysis([slo, limit]),
      1,
    );
    expect([ends, holds]).toMatchObject([inconclusive(ends.because, 'end'), inconclusive(holds.because, 'hold')]);
    expect([ends.because, holds.because]).toEqual([
      expect.stringMatching(/^cpu: /),
      expect.stringMatching(/^errors: .*the cause is common/),
    ]);
  });

  it('waits for the requests that a step asks for', () => {
    const evidence = someEvidence(healthy, { steps: stepsAt([0, 540]) });
    expect(judge(evidence, anAnalysis([slo]), 2)).toMatchObject(
      inconclusive('60 candidate requests in this step, 100 are needed: 40 more', 'wait'),
    );
  });

  it('waits for a metric that it has never read, and for the newest blocks of one that is not critical', () => {
    const side = named('side', { critical: false });
    const verdicts = [
      judge(evidenceOf({ errors: healthy }), anAnalysis([slo, side]), 1),
      judge(evidenceOf({ errors: healthy, side: healthy }, 'throttled'), anAnalysis([slo, side]), 1),
      judge(evidenceOf({ errors: healthy, side: [] }), anAnalysis([slo, side]), 1),
    ];
    expect(verdicts.map(({ kind, because }) => [kind, because])).toEqual([
      ['inconclusive', 'side: the metric has not been read yet'],
      ['inconclusive', 'errors: the newest blocks are missing: throttled; side: throttled'],
      ['safe', expect.any(String)],
    ]);
  });

  it('does not wait for the newest blocks of a baseline without a profile', () => {
    const release = { ...someEvidence(healthy).metrics, release: counted({}, 'throttled') };
    expect(judge(someEvidence(healthy, { metrics: release }), anAnalysis([slo, aBaselinePlan()]), 1).kind).toBe('safe');
  });

  it('writes down what a dry run finds, and does not act on it', () => {
    const dry = named('dry', { dryRun: true });
    const verdict = judge(evidenceOf({ errors: healthy, dry: broken }), anAnalysis([slo, dry]), 1);
    expect([verdict.kind, verdict.metrics.map(({ kind, dryRun }) => [kind, dryRun]), verdict.warnings]).toEqual([
      'safe',
      [
        ['safe', false],
        ['regressed', true],
      ],
      [expect.stringMatching(/^dry would roll back, but for its dry run: 60 of 600 /)],
    ]);
  });

  it('divides alpha among the metrics that may roll back, and not for a dry run or a profile that is not there', () => {
    // An e-value of 211: enough for one of two metrics at 0.01, not of three.
    const blocks = minutes([[60, 3, 540, 0]]);
    const kindOf = (...others: Parameters<typeof anAnalysis>[0] & object) =>
      judge(evidenceOf({ errors: blocks }), anAnalysis([aComparisonPlan(), ...others], { minimumRequests: 0 }), 1).metrics[0]?.kind;
    const dry = (name: string) => named(name, { dryRun: true });
    expect([
      kindOf(named('two')),
      kindOf(named('two'), dry('three'), dry('four')),
      kindOf(named('two'), aBaselinePlan(), limit),
      kindOf(named('two'), named('three')),
    ]).toEqual(['regressed', 'regressed', 'regressed', 'inconclusive']);
  });

  it('divides the alpha of SLO guards among the metrics that have an SLO, and among the series of each', () => {
    // An e-value of 1,381 against 1 %: enough at 0.001, not at half of it.
    const blocks = minutes([[300, 13, 300, 0]]);
    const kindOf = (
      metric: ComparisonPlan,
      counts: Parameters<typeof counted>[0],
      ...others: Parameters<typeof anAnalysis>[0] & object
    ) => {
      const evidence = someEvidence([], { metrics: { errors: counted(counts) } });
      return judge(evidence, anAnalysis([metric, ...others]), 1).metrics[0]?.kind;
    };
    const errors = named('errors', { tolerance: 10 });
    const slowBy = (...quantiles: readonly number[]) =>
      named('errors', { tolerance: 10, counts: { kind: 'alb-latency', quantiles, slowerThanSeconds: quantiles } });
    expect([
      kindOf(errors, { errors: blocks }),
      kindOf(errors, { errors: blocks }, named('dry', { dryRun: true }), aComparisonPlan({ name: 'no-slo' }), limit),
      kindOf(errors, { errors: blocks }, named('two')),
      kindOf(slowBy(0.9), { p90: blocks }),
      kindOf(slowBy(0.9, 0.99), { p90: blocks, p99: minutes([[300, 0, 300, 0]]) }),
    ]).toEqual(['regressed', 'regressed', 'inconclusive', 'regressed', 'inconclusive']);
  });

  it('warns of an uneven share, and calls nothing safe by the metrics of both lanes', () => {
    const uneven = judge(someEvidence(minutes(times(10, [100, 0, 500, 0]))), anAnalysis([slo]), 1);
    const both = judge(someEvidence(minutes(times(10, [600, 0, 540, 0]))), anAnalysis([slo]), 1);
    expect([uneven.kind, uneven.warnings, both.kind, both.because]).toEqual([
      'safe',
      [expect.stringMatching(/^errors: the candidate served 1,000 of 6,000 requests \(16.7 %\) in this step, 10 % were intended/)],
      'inconclusive',
      expect.stringMatching(/^errors: .*the candidate's numbers look like those of both lanes together/),
    ]);
  });

  it('lets the bake decide where no metric has to be safe, once users met the candidate', () => {
    const analysis = anAnalysis([named('errors', { critical: false })]);
    expect([judge(someEvidence(healthy), analysis, 1), judge(someEvidence([]), analysis, 1)]).toMatchObject([
      { kind: 'safe', because: 'no metric has to be safe: the bake alone decides' },
      inconclusive('0 candidate requests in this step, 100 are needed: 100 more'),
    ]);
  });

  it('knows nothing without a metric', () => {
    expect(judge(someEvidence(healthy), anAnalysis([]), 1)).toEqual({
      ...inconclusive('the plan has no metric, so nothing can be known'),
      metrics: [],
      warnings: [],
    });
  });
});
