import { describe, expect, it } from 'vitest';
import { briefly, isSameVerdict } from '../../../core/analysis/brief-verdict.ts';
import { limits } from '../../../core/limits.ts';
import { aMetricVerdict, aVerdict } from '../builders.ts';

describe('a verdict that is kept', () => {
  it('has all its figures', () => {
    const verdict = aVerdict('regressed', '7 of 100 failed', { warnings: ['slower'] });
    expect(briefly(verdict)).toEqual(verdict);
  });

  // A record is 400 KB at most and may hold 32 of them beside its plan; a state's output is 256 KB at most.
  it('is below 10 KB, whatever the judge writes', () => {
    const text = 'x'.repeat(10_000);
    const metrics = Array.from({ length: 100 }, () => aMetricVerdict({ because: text }));
    const brief = briefly(aVerdict('safe', text, { metrics, warnings: Array.from({ length: 100 }, () => text) }));
    expect(brief.metrics).toHaveLength(limits.metrics.value);
    expect(brief.because).toHaveLength(limits.verdictCharacters.value);
    expect(JSON.stringify(brief).length).toBeLessThan(10_000);
  });
});

describe('two verdicts', () => {
  const safe = aVerdict('safe', '0 of 500 failed');

  it('are the same when they lead to the same, metric by metric', () => {
    expect(isSameVerdict(safe, aVerdict('safe', '1 of 900 failed'))).toBe(true);
  });

  it.each([
    ['there is none before', undefined],
    ['their kinds differ', aVerdict('inconclusive', '0 of 500 failed')],
    ['a metric differs', { ...safe, metrics: [aMetricVerdict({ kind: 'inconclusive' })] }],
    ['there is one more warning', { ...safe, warnings: ['slower'] }],
  ])('differ when %s', (_, other) => {
    expect(isSameVerdict(other, safe)).toBe(false);
  });

  it('differ when they ask for something else', () => {
    expect(isSameVerdict(aVerdict('hold', 'both fail'), aVerdict('inconclusive', 'both fail'))).toBe(false);
  });
});
