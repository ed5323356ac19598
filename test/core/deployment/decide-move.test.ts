import { describe, expect, it } from 'vitest';
import { decideMove } from '../../../core/deployment/decide-move.ts';
import type { Seen } from '../../../core/deployment/move.ts';
import type { Plan } from '../../../core/deployment/plan.ts';
import { forward, weightsOf } from '../../../core/deployment/traffic.ts';
import { aPlan, aProgressing, aVerdict, secondsLater, whatIsSeen } from '../builders.ts';

const tooFew = aVerdict('inconclusive', '14 candidate requests, need 100');
const bad = aVerdict('regressed', '7 of 100 candidate requests failed');
const signal = {
  kind: 'alarm',
  source: 'arn:alarm',
  because: 'alarm orders-5xx went to ALARM',
  occurredAt: secondsLater(1).toISOString(),
} as const;

/** The move of a deployment in its first step (5 %, bake of 10 min), this many seconds after it began. */
function moveAfter(seconds: number, seen: Partial<Seen> = {}, change: Parameters<typeof aProgressing>[0] = {}) {
  const deployment = aProgressing(change);
  return decideMove(deployment, whatIsSeen(deployment, seen), secondsLater(seconds));
}

const planWith = (change: Partial<Plan>, analysis: Partial<Plan['analysis']> = {}) =>
  aPlan({ ...change, analysis: { ...aPlan().analysis, ...analysis } });

describe('decideMove', () => {
  it('shifts to the first step once the candidate is up', () => {
    expect(moveAfter(60, { verdict: tooFew }, { stepIndex: -1 })).toEqual({
      kind: 'shift',
      stepIndex: 0,
      candidatePercent: 5,
      stableWeight: 95,
      candidateWeight: 5,
      bakeSeconds: 60,
      because: 'the candidate is up with 4 healthy targets',
    });
  });

  it('shifts to the next step when the bake is over and the verdict is safe', () => {
    expect(moveAfter(600)).toEqual({
      kind: 'shift',
      stepIndex: 1,
      candidatePercent: 25,
      stableWeight: 75,
      candidateWeight: 25,
      bakeSeconds: 60,
      because: '0 of 500 candidate requests failed',
    });
  });

  it('promotes after the last step', () => {
    expect(moveAfter(600, {}, { stepIndex: 3 })).toEqual({
      kind: 'promote',
      because: 'every step was safe; the last: 0 of 500 candidate requests failed',
    });
  });

  it('waits a second after a shift, also when a plan made by hand has no bake', () => {
    const steps = [{ candidatePercent: 100, bakeSeconds: 0, approval: false }];
    expect(moveAfter(0, {}, { plan: aPlan({ steps }), stepIndex: -1 })).toMatchObject({ kind: 'shift', bakeSeconds: 1 });
  });

  describe('while a step bakes', () => {
    it('looks every look interval, also when the verdict is already safe', () => {
      expect(moveAfter(10)).toEqual({ kind: 'bake', bakeSeconds: 60, because: '5 % bakes for another 590 s' });
    });

    it('bakes what is left of the minimum', () => {
      expect(moveAfter(570.4)).toEqual({ kind: 'bake', bakeSeconds: 30, because: '5 % bakes for another 30 s' });
    });

    // A shift that was slow, or whose answer came late, gave the candidate no users meanwhile.
    it('bakes from the moment the traffic was seen, when that is later than its intent', () => {
      const shownAt = secondsLater(45).toISOString();
      expect(moveAfter(600, { shownAt })).toEqual({ kind: 'bake', bakeSeconds: 45, because: '5 % bakes for another 45 s' });
      expect(moveAfter(645, { shownAt }).kind).toBe('shift');
      expect(moveAfter(1_200, { shownAt, verdict: tooFew }).kind).toBe('bake');
    });

    it('bakes from the intent when the traffic last seen is that of a step before', () => {
      const deployment = { stepIndex: 1, stepStartedAt: secondsLater(600).toISOString() };
      const moveIn = (seconds: number) => moveAfter(seconds, { shownAt: secondsLater(20).toISOString() }, deployment);
      expect([moveIn(1_199).kind, moveIn(1_200).kind]).toEqual(['bake', 'shift']);
    });

    it('rolls back on a regressed verdict at any look', () => {
      expect(moveAfter(10, { verdict: bad })).toEqual({ kind: 'rollback', because: bad.because });
    });

    it('bakes in full when clocks disagree', () => {
      expect(moveAfter(-3_600).kind).toBe('bake');
    });
  });

  describe('without a verdict', () => {
    it('bakes on while patience lasts', () => {
      expect(moveAfter(650, { verdict: tooFew })).toEqual({ kind: 'bake', bakeSeconds: 60, because: tooFew.because });
    });

    it('rolls back when patience is spent', () => {
      expect(moveAfter(1_200, { verdict: tooFew })).toEqual({
        kind: 'rollback',
        because: `no verdict 1200 s after the step began: ${tooFew.because}`,
      });
    });

    it('holds when the plan says so, with rarer looks once the step is old', () => {
      const plan = planWith({}, { atDeadline: 'hold' });
      const because = `held without a verdict: ${tooFew.because}`;
      expect(moveAfter(1_200, { verdict: tooFew }, { plan })).toEqual({ kind: 'hold', stepIndex: 0, bakeSeconds: 60, because });
      expect(moveAfter(7_200, { verdict: tooFew, pagedStep: 0 }, { plan })).toEqual({ kind: 'bake', bakeSeconds: 1_800, because });
    });

    it('holds a day at most', () => {
      const plan = planWith({}, { atDeadline: 'hold' });
      expect(moveAfter(1_200 + 86_400, { verdict: tooFew }, { plan }).kind).toBe('rollback');
    });

    it('moves on as soon as a held step is safe', () => {
      expect(moveAfter(7_200, {}, { plan: planWith({}, { atDeadline: 'hold' }) }).kind).toBe('shift');
    });
  });

  // Both lanes are bad, or stable itself is: neither direction helps users.
  describe('asked to hold', () => {
    const hold = aVerdict('hold', 'both lanes fail: a common cause');
    const because = `held: ${hold.because}`;

    it.each([10, 600, 1_200, 7_200, 87_000])('calls people and moves nobody, %s s into the step', (seconds) => {
      expect(moveAfter(seconds, { verdict: hold })).toMatchObject({ kind: 'hold', stepIndex: 0, because });
    });

    it('looks on at the pace of the plan, and rarely once the step is old', () => {
      const paced = [10, 1_799, 1_800].map((seconds) => moveAfter(seconds, { verdict: hold }));
      expect(paced).toMatchObject([{ bakeSeconds: 60 }, { bakeSeconds: 60 }, { bakeSeconds: 1_800 }]);
    });

    it('calls once for each step', () => {
      expect(moveAfter(70, { verdict: hold, pagedStep: 0 })).toEqual({ kind: 'bake', bakeSeconds: 60, because });
      expect(moveAfter(70, { verdict: hold, pagedStep: 0 }, { stepIndex: 1 }).kind).toBe('hold');
    });

    it('gives up calling when it failed ten times', () => {
      const kinds = [9, 10].map((pageTries) => moveAfter(700, { verdict: hold, pageTries }).kind);
      expect(kinds).toEqual(['hold', 'bake']);
    });

    it('goes back after a day, though nothing is known', () => {
      const because = `held for ${1_200 + 86_400} s: ${hold.because}`;
      expect(moveAfter(1_200 + 86_400, { verdict: hold, pagedStep: 0 })).toEqual({ kind: 'rollback', because });
    });

    it('spends no patience: what the step had left of it, it has again when the hold is over', () => {
      const held = { heldUntil: secondsLater(7_200).toISOString() };
      expect(moveAfter(7_799, { verdict: tooFew }, held)).toEqual({ kind: 'bake', bakeSeconds: 1_800, because: tooFew.because });
      expect(moveAfter(7_800, { verdict: tooFew }, held).kind).toBe('rollback');
    });

    it('has no patience left after a day, however late the hold was over', () => {
      const held = { heldUntil: secondsLater(87_500).toISOString() };
      const kinds = [87_599, 87_600].map((seconds) => moveAfter(seconds, { verdict: tooFew }, held).kind);
      expect(kinds).toEqual(['bake', 'rollback']);
    });

    it('waits for room after the hold as long as a launch may take', () => {
      const held = { stepIndex: 2, heldUntil: secondsLater(7_200).toISOString() };
      const kinds = [8_399, 8_400].map((seconds) => moveAfter(seconds, { healthyCandidates: 3 }, held).kind);
      expect(kinds).toEqual(['bake', 'rollback']);
    });

    it('forgets the hold of a step before', () => {
      const later = { stepIndex: 1, stepStartedAt: secondsLater(8_000).toISOString(), heldUntil: secondsLater(7_200).toISOString() };
      expect(moveAfter(8_000 + 1_200, { verdict: tooFew }, later).kind).toBe('rollback');
    });

    it('moves on as soon as it is safe', () => {
      expect(moveAfter(7_200, { pagedStep: 0 }, { heldUntil: secondsLater(6_300).toISOString() }).kind).toBe('shift');
    });

    it('says nothing of a candidate that no user meets', () => {
      expect(moveAfter(60, { verdict: hold }, { stepIndex: -1 }).kind).toBe('shift');
    });

    it('does not outlast an empty candidate or a signal', () => {
      const worse = [moveAfter(70, { verdict: hold, healthyCandidates: 0 }), moveAfter(70, { verdict: hold }, { signal })];
      expect(worse.map(({ kind }) => kind)).toEqual(['rollback', 'rollback']);
    });
  });

  describe('when the limits of a metric are spent', () => {
    const end = aVerdict('end', 'no value five times in a row');

    it('goes back at once, also in the middle of the bake', () => {
      expect(moveAfter(10, { verdict: end })).toEqual({ kind: 'rollback', because: `no verdict will come: ${end.because}` });
    });

    it('holds at once when the plan says so', () => {
      const plan = planWith({}, { atDeadline: 'hold' });
      const because = `held without a verdict: ${end.because}`;
      expect(moveAfter(10, { verdict: end }, { plan })).toEqual({ kind: 'hold', stepIndex: 0, bakeSeconds: 60, because });
      expect(moveAfter(70, { verdict: end, pagedStep: 0 }, { plan })).toEqual({ kind: 'bake', bakeSeconds: 60, because });
    });
  });

  describe('a step at 0 %', () => {
    const plan = aPlan({
      steps: [
        { candidatePercent: 0, bakeSeconds: 60, approval: false },
        { candidatePercent: 100, bakeSeconds: 60, approval: false },
      ],
    });

    it('is safe by healthy targets when its bake is over, since no user reaches it', () => {
      expect(moveAfter(60, { verdict: tooFew }, { plan })).toMatchObject({
        kind: 'shift',
        candidatePercent: 100,
        because: 'no user reaches a candidate at 0 %: its 4 healthy targets are the evidence',
      });
    });

    it('still ends on a regressed verdict of the test route', () => {
      expect(moveAfter(10, { verdict: bad }, { plan }).kind).toBe('rollback');
    });
  });

  describe('what ends it at once', () => {
    it('is a stored signal, whatever else is true', () => {
      expect(moveAfter(600, {}, { signal, stepIndex: 3 })).toEqual({ kind: 'rollback', because: signal.because });
    });

    // The event of an alarm may be lost: its state is what counts.
    const slow = { arn: 'arn:slow', name: 'orders-slow', state: 'OK', actionsEnabled: true, type: 'metric' } as const;
    it.each([
      [{ found: [slow, { ...slow, name: 'orders-5xx', state: 'ALARM' } as const], missing: [] }, 'alarm orders-5xx is in ALARM'],
      [{ found: [slow], missing: ['arn:gone'] }, 'alarm arn:gone is gone: a guard that cannot fire guards nothing'],
      [
        { found: [slow, { ...slow, name: 'orders-5xx', actionsEnabled: false }], missing: [] },
        'alarm orders-5xx has its actions disabled: a guard that cannot fire guards nothing',
      ],
    ])('is an alarm that rings or cannot, also before the promotion: %j', (alarms, because) => {
      expect(moveAfter(10, { alarms })).toEqual({ kind: 'rollback', because });
      expect(moveAfter(600, { alarms }, { stepIndex: 3 })).toEqual({ kind: 'rollback', because });
      expect(moveAfter(600, { alarms }, { signal })).toEqual({ kind: 'rollback', because: signal.because });
    });

    it.each(['OK', 'INSUFFICIENT_DATA'] as const)('is not an alarm in %s', (state) => {
      expect(moveAfter(600, { alarms: { found: [{ ...slow, state }], missing: [] } }).kind).toBe('shift');
    });

    it('is a candidate without a healthy target while it has users', () => {
      expect(moveAfter(300, { healthyCandidates: 0 })).toEqual({
        kind: 'rollback',
        because: 'no target of the candidate is healthy while it has 5 % of the users',
      });
    });

    it('is a deployment older than its plan allows', () => {
      const old = { plan: planWith({}, { atDeadline: 'hold' }), stepStartedAt: secondsLater(999_000).toISOString() };
      expect(moveAfter(1_000_000, {}, old).kind).toBe('rollback');
    });
  });

  describe('a recorded shift that traffic does not show', () => {
    const lost = { stepIndex: 1, stepStartedAt: secondsLater(600).toISOString() };
    const stillFive = { traffic: weightsOf(forward(aPlan(), 5)) };

    it('is sent again by a retry of the same decision', () => {
      expect(moveAfter(620, stillFive, lost)).toMatchObject({
        kind: 'shift',
        stepIndex: 1,
        candidatePercent: 25,
        because: 'traffic still shows 5 %: the shift to 25 % is sent again',
      });
    });

    it('is sent again however late its retry comes', () => {
      expect(moveAfter(660 + 7 * 60, { ...stillFive, shownStep: 0 }, lost)).toMatchObject({ kind: 'shift', stepIndex: 1 });
    });

    it('is drift once the machine has read the weights of this step back: nobody is fought', () => {
      expect(moveAfter(620, { ...stillFive, shownStep: 1 }, lost).kind).toBe('freeze');
    });

    it('is sent again though the judge asks to hold by now: it was safe when it was decided', () => {
      const seen = { ...stillFive, verdict: aVerdict('hold', 'both lanes fail') };
      expect(moveAfter(620, seen, lost)).toMatchObject({ kind: 'shift', stepIndex: 1 });
    });

    it('is not sent again to a lane without room', () => {
      const deployment = { stepIndex: 3, stepStartedAt: secondsLater(600).toISOString() };
      expect(moveAfter(610, { traffic: weightsOf(forward(aPlan(), 50)), healthyCandidates: 3 }, deployment)).toEqual({
        kind: 'rollback',
        because: 'the shift to 100 % was lost, and 3 of the 4 targets it needs are healthy',
      });
    });
  });

  describe('capacity', () => {
    const partial = aPlan({ candidateSize: 'partial' });

    it('is waited for before users move on', () => {
      expect(moveAfter(600, { healthyCandidates: 3 }, { stepIndex: 2 })).toEqual({
        kind: 'bake',
        bakeSeconds: 60,
        because: '3 of the 4 targets that 100 % needs are healthy',
      });
    });

    it('is waited for as long as a launch may take, then the candidate goes back', () => {
      expect(moveAfter(1_800, { healthyCandidates: 3 }, { stepIndex: 2 })).toEqual({
        kind: 'rollback',
        because: '3 of the 4 targets that 100 % needs are healthy, 1800 s after the step began',
      });
    });

    it('is asked for while a partial candidate still bakes', () => {
      expect(moveAfter(10, { healthyCandidates: 1 }, { plan: partial, stepIndex: 1 })).toEqual({
        kind: 'scale',
        candidateCount: 2,
        bakeSeconds: 60,
        because: '50 % needs 2 tasks, 1 are healthy',
      });
    });

    // Stable may grow while it is the way back: the room that counts is the one it has now.
    it('is asked for a full candidate too, when stable has grown, and waited for', () => {
      const scale = { kind: 'scale', candidateCount: 6, bakeSeconds: 60, because: '100 % needs 6 tasks, 4 are healthy' };
      expect(moveAfter(10, { healthyStable: 6 }, { stepIndex: 2 })).toEqual(scale);
      expect(moveAfter(600, { healthyStable: 6 }, { stepIndex: 2 })).toEqual(scale);
      expect(moveAfter(600, { healthyStable: 6, healthyCandidates: 6 }, { stepIndex: 2 }).kind).toBe('shift');
      expect(moveAfter(1_800, { healthyStable: 6 }, { stepIndex: 2 }).kind).toBe('rollback');
    });

    it('is asked for a full candidate only as early as a launch may take', () => {
      const steps = aPlan().steps.map((step) => ({ ...step, bakeSeconds: 3_600 }));
      const moveIn = (seconds: number) => moveAfter(seconds, { healthyStable: 6 }, { plan: aPlan({ steps }), stepIndex: 2 });
      expect([moveIn(2_999).kind, moveIn(3_000).kind]).toEqual(['bake', 'scale']);
    });

    it('is not asked for a full candidate that has enough of it for the next step', () => {
      expect(moveAfter(10, { healthyStable: 8 }, { stepIndex: 1 }).kind).toBe('bake');
      expect(moveAfter(10, { healthyStable: 9 }, { stepIndex: 1 })).toMatchObject({ kind: 'scale', candidateCount: 9 });
    });

    it('of stable counts as at admission when some of it is unhealthy', () => {
      expect(moveAfter(600, { healthyStable: 1, healthyCandidates: 3 }, { stepIndex: 2 }).kind).toBe('bake');
    });

    it('for a shift that is sent again is counted from stable as it is now', () => {
      const deployment = { stepIndex: 3, stepStartedAt: secondsLater(600).toISOString() };
      const stillHalf = { traffic: weightsOf(forward(aPlan(), 50)) };
      expect(moveAfter(610, { ...stillHalf, healthyStable: 6 }, deployment).kind).toBe('rollback');
    });

    it('grows a partial candidate with stable', () => {
      const seen = { healthyStable: 8, healthyCandidates: 2 };
      expect(moveAfter(10, seen, { plan: partial, stepIndex: 1 })).toMatchObject({ kind: 'scale', candidateCount: 4 });
    });

    it('is asked for again while a safe step waits for it', () => {
      expect(moveAfter(700, { healthyCandidates: 2 }, { plan: partial, stepIndex: 2 })).toMatchObject({ kind: 'scale', candidateCount: 4 });
    });
  });
});
