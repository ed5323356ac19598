import { describe, expect, it } from 'vitest';
import { decideMove } from '../../../core/deployment/decide-move.ts';
import type { Seen } from '../../../core/deployment/move.ts';
import { aPlan, aProgressing, aVerdict, secondsLater, whatIsSeen } from '../builders.ts';

/** The move of a deployment in its first step (5 %, bake of 10 min), this many seconds after it began. */
function moveAfter(seconds: number, seen: Partial<Seen> = {}, change: Parameters<typeof aProgressing>[0] = {}) {
  const deployment = aProgressing(change);
  return decideMove(deployment, whatIsSeen(deployment, seen), secondsLater(seconds));
}

describe('approval', () => {
  const [first, second, ...rest] = aPlan().steps;
  const plan = aPlan({ steps: first && second ? [first, { ...second, approval: true }, ...rest] : [] });

  it('is asked of a person before the step that needs it', () => {
    expect(moveAfter(600, {}, { plan })).toEqual({
      kind: 'approve',
      stepIndex: 1,
      waitSeconds: 1_800,
      because: "25 % needs a person's approval; 0 of 500 candidate requests failed",
    });
  });

  it('lets the step go on once given', () => {
    expect(moveAfter(600, {}, { plan, approvedStep: 1 })).toMatchObject({ kind: 'shift', stepIndex: 1 });
  });

  describe('that was asked for before', () => {
    const week = 7 * 86_400;
    const approvalAsked = { stepIndex: 1, at: secondsLater(600).toISOString() };
    const asked = (seconds: number, seen: Parameters<typeof moveAfter>[1] = {}, change = {}) =>
      moveAfter(seconds, seen, { plan, approvalAsked, ...change });

    it('is asked for again at every look, also when nobody can be judged now', () => {
      const because = "25 % needs a person's approval; too few requests";
      const seen = { verdict: aVerdict('inconclusive', 'too few requests') };
      expect(asked(3 * 86_400, seen)).toEqual({ kind: 'approve', stepIndex: 1, waitSeconds: 1_800, because });
      expect(asked(3 * 86_400, { verdict: aVerdict('hold', 'both fail') })).toMatchObject({ kind: 'approve' });
    });

    it('is no reason to keep users on a candidate that has regressed, or on none', () => {
      expect(asked(3 * 86_400, { verdict: aVerdict('regressed', '9 of 10 failed') })).toEqual({
        kind: 'rollback',
        because: '9 of 10 failed',
      });
      expect(asked(3 * 86_400, { healthyCandidates: 0 }).kind).toBe('rollback');
    });

    it('is a no after a week, whose last wait is as short as its rest', () => {
      expect(asked(600 + week - 60)).toMatchObject({ kind: 'approve', waitSeconds: 60 });
      const because = 'nobody approved 25 % within 7 days: an approval nobody gives within a week is a no';
      expect(asked(600 + week)).toEqual({ kind: 'rollback', because });
    });

    it('lets the step go on once given, and says nothing about another step', () => {
      expect(asked(3 * 86_400, {}, { approvedStep: 1 })).toMatchObject({ kind: 'shift', stepIndex: 1 });
      expect(asked(600, {}, { approvalAsked: { ...approvalAsked, stepIndex: 0 } })).toMatchObject({ kind: 'approve', stepIndex: 1 });
    });
  });

  it.each([0, 2, 3])('of step %i is not one of step 1', (approvedStep) => {
    expect(moveAfter(600, {}, { plan, approvedStep }).kind).toBe('approve');
  });
});
