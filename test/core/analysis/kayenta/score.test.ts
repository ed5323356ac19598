import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Classification } from '../../../../core/analysis/kayenta/classify-metric.ts';
import { scoreOf } from '../../../../core/analysis/kayenta/score.ts';
import { aResult } from './kayenta-builders.ts';

/** One metric of each classification, all in one group. */
const inGroup = (group: string, ...classes: readonly Classification[]) =>
  classes.map((classification) => aResult({ groups: [group], classification }));

describe('scoreOf', () => {
  it('is the share of passes among the metrics with data', () => {
    expect(scoreOf(inGroup('a', 'Pass', 'Pass', 'High', 'Low', 'NodataFailMetric', 'Nodata'), {}, false)).toEqual({ score: 40 });
  });

  it('weights the groups, and those without a weight share the rest', () => {
    const results = [...inGroup('a', 'Pass'), ...inGroup('b', 'High'), ...inGroup('c', 'Pass', 'High')];
    expect(scoreOf(results, { a: 60 }, false)).toEqual({ score: 70 });
    expect(scoreOf(results, {}, false)).toEqual({ score: 50 });
    expect(scoreOf(results, { a: 100 }, false)).toEqual({ score: 100 });
  });

  it('counts a metric in each of its groups', () => {
    const results = [aResult({ groups: ['a', 'b'], classification: 'High' }), ...inGroup('b', 'Pass')];
    expect(scoreOf(results, {}, false)).toEqual({ score: 25 });
  });

  it('rounds to two decimals', () => {
    expect(scoreOf(inGroup('a', 'Pass', 'Pass', 'High'), {}, false)).toEqual({ score: 66.67 });
  });

  it('is 0 when a critical metric fails, with its name', () => {
    const results = [...inGroup('a', 'Pass', 'Pass'), aResult({ name: 'errors', classification: 'High', critical: true })];
    expect(scoreOf(results, {}, false)).toEqual({ score: 0, zeroBecause: 'critical errors High' });
  });

  it('is 0 when half of the metrics have no data', () => {
    expect(scoreOf(inGroup('a', 'Pass', 'Nodata'), {}, false)).toEqual({ score: 0, zeroBecause: '1 of 2 metrics have no data' });
    expect(scoreOf([], {}, false)).toEqual({ score: 0, zeroBecause: '0 of 0 metrics have no data' });
  });

  it('gives a group without data 100 only with parity: otherwise the others share its weight', () => {
    const results = [...inGroup('a', 'Nodata'), ...inGroup('b', 'Pass', 'High')];
    expect([scoreOf(results, { a: 90, b: 10 }, false), scoreOf(results, { a: 90, b: 10 }, true)]).toEqual([{ score: 50 }, { score: 95 }]);
    const weightless = [...inGroup('a', 'Nodata'), ...inGroup('b', 'Pass', 'Pass')];
    expect(scoreOf(weightless, { a: 100 }, false)).toEqual({ score: 0, zeroBecause: 'no group with a weight has data' });
  });

  it('lets a failed comparison pass only with parity', () => {
    const results = inGroup('a', 'Pass', 'Error', 'Error');
    expect([scoreOf(results, {}, false), scoreOf(results, {}, true)]).toEqual([{ score: 33.33 }, { score: 100 }]);
  });

  it('stays within 0 and 100, and falls when a pass becomes a failure', () => {
    const classes = fc.constantFrom<Classification>('Pass', 'High', 'Low', 'Nodata', 'NodataFailMetric', 'Error');
    const results = fc.array(fc.record({ classification: classes, group: fc.constantFrom('a', 'b', 'c') }), { minLength: 1 });
    fc.assert(
      fc.property(results, fc.boolean(), (drawn, parity) => {
        const all = drawn.map(({ classification, group }) => aResult({ classification, groups: [group] }));
        const { score } = scoreOf(all, { a: 50 }, parity);
        const worse = all.map((result) => (result.classification === 'Pass' ? { ...result, classification: 'High' as const } : result));
        expect(score).toBeGreaterThanOrEqual(scoreOf(worse, { a: 50 }, parity).score);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }),
    );
  });
});
