import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideMove } from '../../../core/deployment/decide-move.ts';
import { type Drift, frozenSeconds, whoDidIt } from '../../../core/deployment/drift.ts';
import { driftSeen } from '../../../core/deployment/drift-seen.ts';
import type { Seen } from '../../../core/deployment/move.ts';
import { forward, weightsOf } from '../../../core/deployment/traffic.ts';
import { aPlan, aProgressing, aVerdict, secondsLater, someActions, whatIsSeen } from '../builders.ts';

const at = (seconds: number) => secondsLater(seconds).toISOString();
const halves = weightsOf(someActions(50, 50));
const thirdArn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/sorry-page/0a1d6bc24d8a0671';
const toThird = weightsOf([{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: thirdArn, Weight: 1 }] } }]);
const toNobody = weightsOf(someActions(0, 0));

/** A drift to halves that was seen five minutes into the first step. */
function aDrift(change: Partial<Drift> = {}): Drift {
  const shows = 'orders-blue 50, orders-green 50';
  return { state: 'seen', shows, since: at(300), until: at(300), intendedAt: at(240), secondsBefore: 0, ...change };
}

/** The move of a deployment in its first step (5 %, bake of 10 min), whose weights were read back, this many seconds after it began. */
function moveAfter(seconds: number, seen: Partial<Seen> = {}, change: Parameters<typeof aProgressing>[0] = {}) {
  const deployment = aProgressing(change);
  return decideMove(deployment, whatIsSeen(deployment, { shownStep: deployment.stepIndex, ...seen }), secondsLater(seconds));
}

describe('weights that Sluice did not set', () => {
  it('freeze the deployment: it moves nobody, in neither direction, and says what is there and what should be', () => {
    expect(moveAfter(300, { traffic: halves }, { lookedAt: at(290), seenAt: at(240) })).toEqual({
      kind: 'freeze',
      drift: aDrift(),
      bakeSeconds: 60,
      because: 'frozen: the rule shows orders-blue 50, orders-green 50; 5 % for the candidate was intended',
    });
  });

  it.each([
    ['all users on stable, as a stack update leaves them', weightsOf(someActions(100, 0))],
    ['all users on the candidate', weightsOf(someActions(0, 100))],
    ['users on a group that serves and is none of the lanes', toThird],
    ['no forward action at all', weightsOf([])],
  ])('freeze it also with %s', (_, traffic) => {
    expect(moveAfter(300, { traffic }).kind).toBe('freeze');
  });

  it('freeze it before the first shift, and when everything was safe', () => {
    const kinds = [-1, 3].map((stepIndex) => moveAfter(600, { traffic: halves }, { stepIndex }).kind);
    expect(kinds).toEqual(['freeze', 'freeze']);
  });

  it('outlast a verdict that asks to hold, and one that will not come', () => {
    const kinds = (['hold', 'end', 'inconclusive'] as const).map(
      (kind) => moveAfter(5_000, { traffic: halves, verdict: aVerdict(kind, 'so it looks') }).kind,
    );
    expect(kinds).toEqual(['freeze', 'freeze', 'freeze']);
  });

  const alarm = { arn: 'arn:slow', name: 'orders-slow', state: 'ALARM', actionsEnabled: true, type: 'metric' } as const;
  const signal = { kind: 'abort', source: 'ada', because: 'ada asked to go back', occurredAt: at(1) } as const;
  it.each<[string, Partial<Seen>, Parameters<typeof aProgressing>[0]]>([
    ['a person who aborts', {}, { signal }],
    ['an alarm', { alarms: { found: [alarm], missing: [] } }, {}],
    ['a regressed verdict', { verdict: aVerdict('regressed', 'it fails') }, {}],
  ])('are overwritten when %s asks to go back: that is not blind', (_, seen, change) => {
    expect(moveAfter(300, { traffic: halves, ...seen }, change).kind).toBe('rollback');
  });

  it.each<[string, Partial<Seen>, string]>([
    [
      'are on a candidate without a healthy target',
      { traffic: weightsOf(someActions(0, 100)), healthyCandidates: 0 },
      'no target of the candidate is healthy while it has 5 % of the users',
    ],
    [
      'are on a group without a healthy target',
      { traffic: toThird, emptyStrangers: [thirdArn] },
      `users are sent to ${thirdArn}, which has no healthy target`,
    ],
    ['are sent to nobody', { traffic: toNobody }, 'users reach nobody: no target group has a weight above 0'],
  ])('do not freeze it when users %s: they are taken back at once', (_, seen, because) => {
    expect(moveAfter(300, seen)).toEqual({ kind: 'rollback', because });
  });

  it('do not freeze it when they give users to a candidate without a healthy target before its first step', () => {
    const seen = { traffic: halves, healthyCandidates: 0 };
    expect(moveAfter(300, seen, { stepIndex: -1 }).because).toBe('no target of the candidate is healthy while it has users');
  });

  it('are waited for a day in all, then users go back to stable', () => {
    const day = 86_400;
    const [earlier, until] = [{ secondsBefore: day - 600 }, 300 + 600];
    expect(moveAfter(until - 1, { traffic: halves }, { drift: aDrift(earlier) })).toMatchObject({ kind: 'freeze', bakeSeconds: 1 });
    expect(moveAfter(until, { traffic: halves }, { drift: aDrift(earlier) })).toEqual({
      kind: 'rollback',
      because: 'frozen for 86400 s: the rule shows orders-blue 50, orders-green 50; 5 % for the candidate was intended',
    });
  });

  it('are looked at as often as a step of that age is, at least every five minutes for an hour', () => {
    const drift = aDrift({ since: at(300), until: at(300) });
    const waits = [300, 1_799, 1_800, 3_899, 3_900].map((seconds) => moveAfter(seconds, { traffic: halves }, { drift }));
    expect(waits).toMatchObject([60, 60, 300, 300, 1_800].map((bakeSeconds) => ({ bakeSeconds })));
  });
});

describe('a deployment whose weights are as intended again', () => {
  it('goes on by itself, and bakes anew: nobody knows whom the candidate met meanwhile', () => {
    const drift = aDrift({ until: at(540) });
    expect(moveAfter(550, {}, { drift })).toEqual({ kind: 'bake', bakeSeconds: 60, because: '5 % bakes for another 600 s' });
    const over = { ...drift, state: 'over', until: at(550) } as const;
    expect([moveAfter(1_149, {}, { drift: over }).kind, moveAfter(1_150, {}, { drift: over }).kind]).toEqual(['bake', 'shift']);
  });

  it('has its patience again', () => {
    const drift = aDrift({ state: 'over', until: at(2_000) });
    const verdict = aVerdict('inconclusive', 'too few requests');
    expect([3_199, 3_200].map((seconds) => moveAfter(seconds, { verdict }, { drift }).kind)).toEqual(['bake', 'rollback']);
  });

  it('is looked at when its bake is over, and then as rarely as a step of its age', () => {
    const drift = aDrift({ state: 'over', until: at(2_000) });
    expect(moveAfter(2_010, {}, { drift })).toMatchObject({ kind: 'bake', bakeSeconds: 590 });
    const verdict = aVerdict('inconclusive', 'too few requests');
    expect(moveAfter(2_600, { verdict }, { drift })).toMatchObject({ kind: 'bake', bakeSeconds: 1_800 });
  });

  it('forgets a drift of a step before', () => {
    const later = { stepIndex: 1, stepStartedAt: at(1_000), drift: aDrift({ state: 'over', until: at(900) }) };
    expect(moveAfter(1_600, {}, later).kind).toBe('shift');
  });
});

describe('driftSeen', () => {
  const deployment = aProgressing({ lookedAt: at(290), seenAt: at(240) });
  const intended = weightsOf(forward(aPlan(), 5));

  it('is nothing while the rule shows what was intended', () => {
    expect(driftSeen(deployment, intended, secondsLater(300))).toBeUndefined();
    expect(driftSeen({ ...deployment, drift: aDrift({ state: 'over' }) }, intended, secondsLater(900))).toBeUndefined();
  });

  it('goes on as the same while the rule shows the same, and stays told', () => {
    const drift = aDrift({ state: 'told' });
    expect(driftSeen({ ...deployment, drift }, halves, secondsLater(360))).toEqual({ ...drift, until: at(360) });
  });

  it('is another one, that nobody was told of, when the rule shows something else', () => {
    const drift = aDrift({ state: 'told', until: at(360) });
    expect(driftSeen({ ...deployment, drift }, weightsOf(someActions(100, 0)), secondsLater(420))).toEqual(
      aDrift({ shows: 'orders-blue 100, orders-green 0', since: at(420), until: at(420), secondsBefore: 60 }),
    );
  });

  it('is over once the rule shows what was intended', () => {
    expect(driftSeen({ ...deployment, drift: aDrift() }, intended, secondsLater(420))).toEqual(aDrift({ state: 'over', until: at(420) }));
  });

  it('adds up what all drifts of a deployment lasted', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ seconds: fc.nat(5_000), percent: fc.constantFrom(5, 50, 100) }), { maxLength: 30 }), (looks) => {
        let [known, now, frozen]: [Drift | undefined, number, number] = [undefined, 0, 0];
        let open = false;
        for (const { seconds, percent } of looks) {
          now += seconds;
          const seen = driftSeen(
            { ...deployment, ...(known && { drift: known }) },
            weightsOf(forward(aPlan(), percent)),
            secondsLater(now),
          );
          const [before, after] = [open && known?.shows, seen?.shows];
          if (open && (percent === 5 || before === after)) frozen += seconds;
          known = seen ?? known;
          open = percent !== 5;
        }
        if (known !== undefined) expect(frozenSeconds(known)).toBe(frozen);
      }),
    );
  });
});

describe('whoDidIt', () => {
  it('names the calls to look for in CloudTrail, and the time in which somebody made them', () => {
    const { ruleArn } = aPlan();
    const said = whoDidIt(aPlan(), aDrift());
    for (const part of ['EventName,AttributeValue=ModifyRule', ruleArn, at(240), at(300)]) expect(said).toContain(part);
  });
});
