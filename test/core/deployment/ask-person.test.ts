import { describe, expect, it } from 'vitest';
import { decideMove } from '../../../core/deployment/decide-move.ts';
import type { Seen } from '../../../core/deployment/move.ts';
import { weightsOf } from '../../../core/deployment/traffic.ts';
import { aPlan, aProgressing, aVerdict, secondsLater, someActions, whatIsSeen } from '../builders.ts';

const at = (seconds: number) => secondsLater(seconds).toISOString();

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
    expect(moveAfter(600, {}, { plan, approvedSteps: [1] })).toMatchObject({ kind: 'shift', stepIndex: 1 });
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
      expect(asked(3 * 86_400, {}, { approvedSteps: [1] })).toMatchObject({ kind: 'shift', stepIndex: 1 });
      expect(asked(600, {}, { approvalAsked: { ...approvalAsked, stepIndex: 0 } })).toMatchObject({ kind: 'approve', stepIndex: 1 });
    });
  });

  // The days of a person once counted as patience: the first look after the approval, if it was refused anything, ended a good release.
  describe('that was given days after it was asked for', () => {
    const [askedAt, day] = [700, 86_400];
    const until = askedAt + 3 * day;
    const given = { plan, approvedSteps: [1], approvalAsked: { stepIndex: 1, at: at(askedAt), until: at(until) } };
    const none = { verdict: aVerdict('inconclusive', 'errors could not be read') };
    const ill = { healthyStable: 40 };

    it('leaves the step the patience that it had, counted from the first look that knew of it', () => {
      expect([0, 599].map((late) => moveAfter(until + late, none, given).kind)).toEqual(['bake', 'bake']);
      expect(moveAfter(until + 600, none, given)).toEqual({
        kind: 'rollback',
        because: `no verdict ${until + 600} s after the step began: errors could not be read`,
      });
    });

    it('is known first by the look that sees it: nothing has been waited for by then', () => {
      const unknown = { ...given, approvalAsked: { stepIndex: 1, at: at(askedAt) } };
      expect(moveAfter(until + 5_000, none, unknown)).toMatchObject({ kind: 'bake', because: 'errors could not be read' });
      expect(moveAfter(until + 5_000, {}, unknown)).toMatchObject({ kind: 'shift', stepIndex: 1 });
    });

    it('leaves it time for room, which is asked for, as long as a launch may take', () => {
      expect(moveAfter(until, ill, given)).toMatchObject({ kind: 'scale', candidateCount: 40 });
      expect([1_199, 1_200].map((late) => moveAfter(until + late, ill, given).kind)).toEqual(['scale', 'rollback']);
    });

    it('leaves it a day to be held, by the judge or by its plan', () => {
      const hold = { verdict: aVerdict('hold', 'both lanes fail'), pagedStep: 0 };
      const holds = aPlan({ ...plan, analysis: { ...plan.analysis, atDeadline: 'hold' } });
      // From the beginning of the step, as ever: bake, patience and a day, besides the wait for the person.
      const ends = 1_200 + day + 3 * day;
      expect([ends - 1, ends].map((seconds) => moveAfter(seconds, hold, given).kind)).toEqual(['bake', 'rollback']);
      const held = [ends - 1, ends].map((seconds) => moveAfter(seconds, { ...none, pagedStep: 0 }, { ...given, plan: holds }).kind);
      expect(held).toEqual(['bake', 'rollback']);
    });

    it('is followed by close looks for what the step has left of them, and by rare ones after that', () => {
      const looks = [0, 1_099, 1_100].map((late) => moveAfter(until + late, ill, given));
      expect(looks).toMatchObject([{ bakeSeconds: 60 }, { bakeSeconds: 60 }, { bakeSeconds: 1_800 }]);
    });

    it('ends no wait of another step', () => {
      const later = { ...given, stepIndex: 1, stepStartedAt: at(until) };
      expect(moveAfter(until + 1_199, none, later).kind).toBe('bake');
      expect(moveAfter(until + 1_200, none, later).kind).toBe('rollback');
    });
  });

  it('that is waited for while the rule shows other weights is looked after as rarely as those, also in a young step', () => {
    const seen = { traffic: weightsOf(someActions(50, 50)), shownStep: 0 };
    const approvalAsked = { stepIndex: 1, at: at(600) };
    const waits = [undefined, approvalAsked].map((asked) => moveAfter(700, seen, { plan, ...(asked && { approvalAsked: asked }) }));
    expect(waits).toMatchObject([
      { kind: 'freeze', bakeSeconds: 60 },
      { kind: 'freeze', bakeSeconds: 300 },
    ]);
  });

  it('of step 1 counts whatever else was approved since', () => {
    expect(moveAfter(600, {}, { plan, approvedSteps: [1, 2] })).toMatchObject({ kind: 'shift', stepIndex: 1 });
  });

  it.each([0, 2, 3])('of step %i is not one of step 1', (approved) => {
    expect(moveAfter(600, {}, { plan, approvedSteps: [approved] }).kind).toBe('approve');
  });
});
