import { describe, expect, it } from 'vitest';
import { median, summarize, threeErrorsOf } from '../../../bench/judge/summary.ts';

const outcome = (minutes: number | undefined, failed = 1) => ({ ...(minutes !== undefined && { minutes }), served: 10 * failed, failed });

describe('a summary', () => {
  it('counts every rollback of a healthy release as false', () => {
    const outcomes = [outcome(3), outcome(undefined, 5), outcome(undefined, 6), outcome(60, 4)];
    expect(summarize({ condition: { kind: 'healthy' } }, outcomes)).toEqual({
      runs: 4,
      falseRollbacks: 0.5,
      threeErrors: 0.75,
      found: 0,
      served: { median: 40, mean: 40 },
      failed: { median: 4, mean: 4 },
    });
  });

  it('counts minutes from when the candidate is bad, and rollbacks before that as false', () => {
    const outcomes = [outcome(10), outcome(31), outcome(33), outcome(35)];
    expect(summarize({ condition: { kind: 'regressed', badFromMinute: 30 } }, outcomes)).toMatchObject({
      falseRollbacks: 0.25,
      found: 0.75,
      medianMinutes: 3,
    });
  });

  it('has no median when half of the bad releases are never found', () => {
    const { medianMinutes, found } = summarize({ condition: { kind: 'regressed', badFromMinute: 0 } }, [
      outcome(2),
      ...Array(2).fill(outcome(undefined)),
    ]);
    expect([medianMinutes, found]).toEqual([undefined, 1 / 3]);
  });

  it('takes the lower of two values in the middle', () => {
    expect([median([4, 1, 3, 2]), median([5, 1, 3])]).toEqual([2, 3]);
  });

  it('has three standard errors as large as the textbook says', () => {
    expect(threeErrorsOf(0.5, 100)).toBeCloseTo(0.15, 12);
  });
});
