import { describe, expect, it } from 'vitest';
import type { MetricPlan } from '../../../core/analysis/metric-plan.ts';
import { parseService } from '../../../core/service/parse-service.ts';
import { aDeclaration } from '../builders.ts';
import { problemsOf, problemsOfMetrics } from './problems-of.ts';
import { cloudWatch, http } from './some-sources.ts';

function planOf(...metrics: readonly unknown[]): readonly MetricPlan[] {
  return parseService(aDeclaration({ analysis: { metrics } })).analysis.metrics;
}

const comparison = { kind: 'comparison', name: 'checkout', requests: cloudWatch, bad: cloudWatch };
const threshold = { kind: 'threshold', name: 'queue', source: http, failWhen: { above: 30 } };
const failed = { kind: 'cloudwatch', metrics: { value: cloudWatch.metric }, periodSeconds: 60, absentIsZero: true } as const;
const usual = { dryRun: false, critical: true, warmupSeconds: 0 } as const;
const compared = { tolerance: 0.25, worseMax: 2, baseline: 'stable' } as const;

describe('a metric', () => {
  it('is the same as a name and as a preset without parameters', () => {
    expect(planOf({ preset: 'errors' }, { preset: 'latency' }, { preset: 'baseline' })).toEqual(planOf('errors', 'latency', 'baseline'));
  });

  it('of a preset takes every parameter', () => {
    const common = { dryRun: true, critical: false, warmup: '2m' };
    expect(
      planOf(
        'errors',
        { preset: 'errors', name: 'slo', errorRateMax: 0.001, tolerance: 0, worseMax: 1.5, ...common },
        { preset: 'latency', quantiles: [0.5], slowerThanSeconds: [0.3], slowRateMax: 0.05, tolerance: 1, worseMax: 3, ...common },
        { preset: 'baseline', warnAbove: 0.1, rollbackAbove: 0.5, ...common },
      ).slice(1),
    ).toEqual([
      {
        ...{ kind: 'comparison', name: 'slo', dryRun: true, critical: false, warmupSeconds: 120 },
        ...{ counts: { kind: 'alb-errors' }, badRateMax: 0.001, tolerance: 0, worseMax: 1.5, baseline: 'stable' },
      },
      {
        ...{ kind: 'comparison', name: 'latency', dryRun: true, critical: false, warmupSeconds: 120, badRateMax: 0.05 },
        ...{ counts: { kind: 'alb-latency', quantiles: [0.5], slowerThanSeconds: [0.3] }, tolerance: 1, worseMax: 3, baseline: 'stable' },
      },
      { kind: 'release-baseline', name: 'baseline', dryRun: true, critical: false, warmupSeconds: 120, warnAbove: 0.1, rollbackAbove: 0.5 },
    ]);
  });

  it('of its own sources compares two counts', () => {
    expect(planOf(comparison, { ...comparison, name: 'other', badRateMax: 0.02, baseline: 'paired' })).toEqual([
      { kind: 'comparison', name: 'checkout', ...usual, ...compared, counts: { kind: 'ratio', requests: failed, bad: failed } },
      {
        ...{ kind: 'comparison', name: 'other', ...usual, ...compared, counts: { kind: 'ratio', requests: failed, bad: failed } },
        ...{ badRateMax: 0.02, baseline: 'paired' },
      },
    ]);
  });

  it('has the limits of an Argo Rollouts analysis', () => {
    const source = { kind: 'http', url: http.url, headers: {}, auth: { kind: 'none' }, pointer: http.pointer, periodSeconds: 60 } as const;
    const limits = { failureLimit: 0, consecutiveErrorLimit: 4, inconclusiveLimit: 0 };
    const passWhen = { below: 10, above: 90 };
    expect(planOf(threshold, { ...threshold, name: 'other', passWhen, failWhen: undefined, failureLimit: 2 })).toEqual([
      { kind: 'threshold', name: 'queue', ...usual, source: { ...source, absentIsZero: false }, failWhen: { above: 30 }, ...limits },
      { kind: 'threshold', name: 'other', ...usual, source: { ...source, absentIsZero: false }, passWhen, ...limits, failureLimit: 2 },
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown preset by name',
      'latncy',
      '.0: "latncy" is not usable; write errors, latency, baseline, or an object with preset or kind',
    ],
    ['an unknown preset', { preset: 'p99' }, '.0.preset: "p99" is not usable; write one of errors, latency, baseline as preset'],
    ['an unknown kind', { kind: 'ratio' }, '.0.kind: "ratio" is not usable; write one of comparison, threshold, kayenta-v1 as kind'],
    ['neither preset nor kind', { name: 'x' }, '.0: an object; write errors, latency, baseline, or an object with preset or kind'],
    ['a number', 7, '.0: 7 is not usable; write errors, latency, baseline, or an object with preset or kind'],
    ['a parameter of another preset', { preset: 'errors', quantiles: [0.9] }, '.0.quantiles: a list of 1; remove it,'],
    [
      'an error rate in percent',
      { preset: 'errors', errorRateMax: 5 },
      '.0.errorRateMax: 5 is not usable; give a share from 0.000001 to 0.999',
    ],
    ['an error rate of NaN', { preset: 'errors', errorRateMax: Number.NaN }, '.0.errorRateMax: NaN is not usable; give a share'],
    [
      'an infinite tolerance',
      { preset: 'errors', tolerance: Number.POSITIVE_INFINITY },
      '.0.tolerance: Infinity is not usable; give a number from 0',
    ],
    ['a worseMax that allows nothing', { preset: 'errors', worseMax: 1 }, '.0.worseMax: 1 is not usable; give a number from 1.1 to 100'],
    ['a warm-up of a day', { preset: 'errors', warmup: '1d' }, '.0.warmup: "1d" is not usable; write a whole number and one unit'],
    [
      'quantiles that fall',
      { preset: 'latency', quantiles: [0.99, 0.9] },
      '.0.quantiles: a list of 2; give shares from 0.5 to 0.999 that rise',
    ],
    ['five quantiles', { preset: 'latency', quantiles: [0.5, 0.6, 0.7, 0.8, 0.9] }, '.0.quantiles: a list of 5; give shares'],
    ['a quantile in percent', { preset: 'latency', quantiles: [99] }, '.0.quantiles.0: 99 is not usable; give shares from 0.5 to 0.999'],
    [
      'a threshold too few',
      { preset: 'latency', slowerThanSeconds: [0.3] },
      '.0.slowerThanSeconds: a list of 1; give a rising number of seconds for each quantile',
    ],
    [
      'a threshold with a unit',
      { preset: 'latency', slowerThanSeconds: ['300ms', 1] },
      '.0.slowerThanSeconds.0: "300ms" is not usable; give a rising',
    ],
    [
      'a rollback before a warning',
      { preset: 'baseline', warnAbove: 0.3, critical: true },
      '.0.warnAbove: 0.3 is not usable; give at most the 0.25 of rollbackAbove',
    ],
    ['a name in capitals', { ...threshold, name: 'Queue' }, '.0.name: "Queue" is not usable; use 1 to 40 lower-case letters'],
    ['a name that every object has', { ...threshold, name: 'constructor' }, '.0.name: "constructor" is not usable; use 1 to 40'],
    ['no condition', { ...threshold, failWhen: undefined }, '.0.failWhen: missing; give failWhen, passWhen or both'],
    ['a condition without an end', { ...threshold, failWhen: {} }, '.0.failWhen: an object; give { above } or { below } or both'],
    ['a condition that always holds', { ...threshold, failWhen: { above: 1, below: 2 } }, '.0.failWhen: an object; give { above }'],
    ['a limit below zero', { ...threshold, failureLimit: -1 }, '.0.failureLimit: -1 is not usable; give a whole number from 0'],
    [
      'counts over other blocks',
      { ...comparison, bad: { ...cloudWatch, period: '2m' } },
      '.0.bad.period: "2m" is not usable; give the period of requests, 60s',
    ],
    [
      'a source that cannot tell the lanes apart',
      { ...comparison, bad: { ...cloudWatch, metric: { ...cloudWatch.metric, dimensions: {} } } },
      '.0.bad: an object; put {lane}, {ecsService} or {targetGroup} into the source',
    ],
  ])('is refused with %s', (_, metric, line) => {
    expect(problemsOfMetrics(metric).map((problem) => problem.slice(0, line.length))).toEqual([line]);
  });
});

describe('the metrics of a service', () => {
  it.each<[string, readonly unknown[], string]>([
    ['none', [], ': a list of 0; give at least one metric'],
    [
      'eleven',
      Array.from({ length: 11 }, (_, index) => ({ preset: 'errors', name: `e${index}` })),
      ': a list of 11; give at most 10 metrics',
    ],
    ['the same twice', ['errors', 'errors'], '.1: "errors" is not usable; give another name than "errors"'],
    ['one name twice', [threshold, { preset: 'errors', name: 'queue' }], '.1.name: "queue" is not usable; give another name than "queue"'],
    [
      'none that must be safe',
      ['baseline', { preset: 'errors', dryRun: true }],
      ': a list of 2; let one metric be critical and not dryRun',
    ],
  ])('are refused: %s', (_, metrics, line) => {
    expect(problemsOfMetrics(...metrics)).toEqual([expect.stringContaining(line)]);
  });

  it('are all named with their problems at once', () => {
    expect(
      problemsOfMetrics({ preset: 'errors', errorRateMax: 2, wurmup: '1m' }, { ...threshold, source: { ...http, pointer: 'value' } }),
    ).toEqual([
      '.0.errorRateMax: 2 is not usable; give a share from 0.000001 to 0.999, such as 0.01 for 1 %',
      '.0.wurmup: "1m" is not usable; remove it, or correct its spelling: there is no such field',
      '.1.source.pointer: "value" is not usable; give a JSON pointer such as /data/value',
    ]);
  });

  it('hold what stood beside them before', () => {
    expect(problemsOf(aDeclaration({ analysis: { errorRateMax: 0.02 } }))).toEqual([
      '  - analysis.errorRateMax: 0.02 is not usable; write it into a metric: ' +
        'analysis.metrics: [{ "preset": "errors", "errorRateMax": 0.01 }, "latency", "baseline"]',
    ]);
  });

  it.each(['alpha', 'beta', 'sloAlpha'])('share a chance of being wrong that is one: %s', (chance) => {
    expect([0, 1, '1 %', 0.02].map((value) => problemsOf(aDeclaration({ analysis: { [chance]: value } })).length)).toEqual([1, 1, 1, 0]);
  });
});
