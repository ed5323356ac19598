import { describe, expect, it } from 'vitest';
import { figuresSection } from '../report/figures.ts';
import type { Run } from '../simulate.ts';
import { describeRun, describeSummary } from './describe.ts';
import { nothingRun, withRuns } from './summary.ts';

const violation = { id: 'F04', oracle: 'one at a time', atSeconds: 12, because: 'two at once' } as const;
const aRun: Run = {
  ...{ seed: 7, trace: [], violations: [], deployments: 1, calls: 1, worldSeconds: 3_600 },
  ...{ faults: { 'slow-calls': 1 }, endings: { promoted: 1 }, settledSeconds: 3 },
};

describe('what seeds came to, for people', () => {
  it('counts one as one', () => {
    const summary = withRuns(nothingRun, [{ ...aRun, violations: [violation] }]);
    expect(describeSummary(summary, 2)).toBe(
      [
        '1 seed, 1 deployment (promoted 1)',
        '1 fault, 1.0 a seed (slow-calls 1)',
        '1 call of AWS, 1 hour of the world in 2.0 s: 0.5 deployments a second',
        'at rest after the last fault: p50 3 s, p99 3 s, longest 3 s (seed 7)',
        '1 violation in 1 seed',
        '  F04 one at a time: 1 time; replay with --seed 7: two at once',
      ].join('\n'),
    );
  });

  it('counts two as two, and no violation in no seed', () => {
    const summary = withRuns(nothingRun, [aRun, { ...aRun, seed: 8, faults: {}, endings: {}, calls: 1_204 }]);
    const lines = describeSummary(summary, 2).split('\n');
    expect([lines[0], lines[2]?.split(' in ')[0], lines.at(-1)]).toEqual([
      '2 seeds, 2 deployments (promoted 1)',
      '1,205 calls of AWS, 2 hours of the world',
      '0 violations',
    ]);
  });

  it('says that nothing was run', () => {
    expect(describeSummary(nothingRun, 2)).toBe('nothing was run');
  });

  it('says how many violations a seed has', () => {
    expect(describeRun(aRun)).toBe('\nseed 7: nothing was violated');
    expect(describeRun({ ...aRun, violations: [violation] })).toBe('\nseed 7: 1 violation\nF04 one at a time, at 12.0 s: two at once');
  });
});

describe('the figures of the page', () => {
  it('say which seeds, how long it took and that something was violated', () => {
    const summary = withRuns(nothingRun, [aRun, { ...aRun, seed: 8, violations: [violation] }]);
    const kept = { summary, code: '0123456789ab', from: 7, parts: 1, tookSeconds: 90 };
    const figures = figuresSection(kept);
    for (const line of [
      '| seeds | 7 to 8 |',
      '| code, with its libraries and checks | `0123456789ab` |',
      '| time of the world | 2 hours, in 90 seconds |',
      '| violations | 1 |',
    ]) {
      expect(figures).toContain(line);
    }
    const days = figuresSection({ ...kept, parts: 2, summary: { ...summary, worldSeconds: 73 * 86_400 }, tookSeconds: 480 });
    expect(days).toContain('| time of the world | 73 days, in 8 minutes |');
    expect(days).toContain('| seeds | 7 to 8, in 2 parts |');
  });

  it('tell deployments that were asked for from those that were admitted', () => {
    const endings = { promoted: 80, 'rolled-back': 50, 'needs-human': 5, 'not admitted': 45 };
    const summary = { ...withRuns(nothingRun, [aRun]), deployments: 180, endings };
    const figures = figuresSection({ summary, code: '0123456789ab', from: 7, parts: 1, tookSeconds: 90 });
    expect(figures).toContain('| deployments asked for | 180: 80 promoted, 50 rolled-back, 45 not admitted, 5 needs-human |');
    expect(figures).toContain('| deployments a second | 2.0, of which 1.5 were admitted |');
  });
});
