import { describe, expect, it } from 'vitest';
import { inconclusive } from '../../../core/analysis/inconclusive.ts';
import { judgeReleaseBaseline } from '../../../core/analysis/release-baseline.ts';
import { minutes } from './count-blocks.ts';
import { aBaselinePlan, aProfile } from './metric-plans.ts';
import { aContext, counted } from './some-evidence.ts';

type Lanes = Parameters<typeof minutes>[0][number];
const profile = aProfile({ p90Seconds: 0.2 });
const thirty = (lanes: Lanes) => minutes(Array.from({ length: 30 }, () => lanes));
const fine = { errors: thirty([100, 0, 900, 1]), 'warn-p90': thirty([100, 5, 900, 45]), 'end-p90': thirty([100, 4, 900, 36]) };
const judged = (counts: Partial<Record<keyof typeof fine, ReturnType<typeof minutes>>>, missing?: string) =>
  judgeReleaseBaseline(aBaselinePlan(), counted({ ...fine, ...counts }, missing), { profile }, aContext());

describe('judgeReleaseBaseline', () => {
  it('has nothing against a candidate when the release before left no profile', () => {
    expect(judgeReleaseBaseline(aBaselinePlan(), counted({}), {}, aContext())).toEqual({
      kind: 'safe',
      because: 'the release before left no profile yet: nothing to compare with',
    });
  });

  it('is safe when every measure is shown to be within its limit', () => {
    expect(judged({})).toMatchObject({ kind: 'safe', because: 'no measure is more than 25 % worse than in the release before' });
  });

  it('finds a slower release by the limit of a rollback', () => {
    expect(judged({ 'end-p90': thirty([100, 16, 900, 36]), 'warn-p90': thirty([100, 18, 900, 45]) })).toMatchObject({
      kind: 'regressed',
      because:
        "the p90 is more than 25 % above that of the release before: 480 of 3,000 (16 %) of the candidate's requests took longer than 0.25 s, expected were at most 10 %",
      counts: { candidate: { requests: 3_000, bad: 480 }, stable: { requests: 27_000, bad: 1_080 } },
    });
  });

  it('warns by the limit of a warning', () => {
    expect(judged({ 'warn-p90': thirty([100, 18, 900, 45]) })).toMatchObject({
      kind: 'safe',
      warnings: [
        "slower or worse: the p90 is more than 15 % above that of the release before: 540 of 3,000 (18 %) of the candidate's requests took longer than 0.23 s, expected were at most 10 %",
      ],
    });
  });

  it('finds more errors', () => {
    expect(judged({ errors: thirty([100, 1, 900, 1]) })).toMatchObject({
      kind: 'regressed',
      because: expect.stringMatching(/^the error rate is more than 25 % above that of the release before: 30 of 3,000 \(1 %\)/),
    });
  });

  it('divides its alpha among what it measures', () => {
    // An e-value of 198, where 200 suffice, against one measure of two.
    const slow = minutes([...Array.from({ length: 4 }, (): Lanes => [20, 5, 180, 7])]);
    const found = judged({ 'end-p90': slow });
    expect([found.kind, (found.eValue ?? 0) * 2 > 100, (found.eValue ?? 0) < 100]).toEqual(['inconclusive', true, true]);
  });

  it('does not take a few errors for a regression because the release before had none', () => {
    const clean = aProfile({ errorRate: 0, requests: 10_000_000 });
    const few = minutes([...Array.from({ length: 20 }, (): Lanes => [100, 0, 900, 0]), [100, 3, 900, 0]]);
    expect(judgeReleaseBaseline(aBaselinePlan(), counted({ errors: few }), { profile: clean }, aContext()).kind).toBe('inconclusive');
  });

  it('blames nobody when the profile does not fit what stable does today', () => {
    expect(judged({ 'end-p90': thirty([100, 16, 900, 144]) })).toMatchObject(
      inconclusive(
        "the profile does not fit today's traffic: 4,320 of 27,000 (16 %) of stable's own requests took longer than 0.25 s, 10 % were expected; the candidate is not blamed",
      ),
    );
  });

  it('blames nobody for what shows only when stable has no users any more, and warns', () => {
    const steps = [
      { stepIndex: 0, candidatePercent: 10, beganAt: 0 },
      { stepIndex: 1, candidatePercent: 100, beganAt: 1_800 },
    ];
    const then = (slow: number) =>
      minutes([
        ...Array.from({ length: 30 }, (): Lanes => [100, 4, 900, 36]),
        ...Array.from({ length: 10 }, (): Lanes => [1_000, slow, 0, 0]),
      ]);
    const counts = { errors: then(0), 'warn-p90': then(190), 'end-p90': then(170) };
    const found = judgeReleaseBaseline(aBaselinePlan(), counted(counts), { profile }, aContext({ steps, stepsWithUsers: 2 }));
    expect([found.kind, found.because]).toEqual([
      'inconclusive',
      "the p90 is more than 25 % above that of the release before: 1,820 of 13,000 (14 %) of the candidate's requests took longer than 0.25 s, expected were at most 10 %; stable has no users beside it, so a busier hour may be the cause",
    ]);
    expect(found.warnings).toHaveLength(1);
    const allAtOnce = aContext({ steps: [{ stepIndex: 0, candidatePercent: 100, beganAt: 0 }] });
    expect(judgeReleaseBaseline(aBaselinePlan(), counted(counts), { profile }, allAtOnce).kind).toBe('regressed');
  });

  it('does not blame a candidate that has all users at once for being as slow as stable was just before', () => {
    const steps = [{ stepIndex: 0, candidatePercent: 100, beganAt: 0 }];
    const alone = (bad: number) => thirty([1_000, bad, 0, 0]);
    const counts = counted({ errors: alone(0), 'warn-p90': alone(250), 'end-p90': alone(200) });
    const found = (p90: number) =>
      judgeReleaseBaseline(aBaselinePlan(), counts, { profile, slowSeconds: { latency: { p90 } } }, aContext({ steps }));
    expect([found(0.24).kind, found(0.3).kind]).toEqual(['regressed', 'inconclusive']);
    expect(found(0.3).because).toContain("stable's own p90 was 0.3 s before the deployment, so the profile does not fit today's traffic");
  });

  it('says what it still needs', () => {
    const young = minutes([[100, 4, 900, 36]]);
    expect(judged({ 'end-p90': young })).toMatchObject({
      kind: 'inconclusive',
      because:
        "p90: 4 of 100 (4 %) of the candidate's requests took longer than 0.25 s, expected were at most 10 %; needs about 118 more requests",
    });
  });

  it('is never safe without all of its counts', () => {
    const cases = [judged({}, 'throttled'), judged({ 'end-p90': [] }), judged({ errors: minutes([[5, 6, 900, 0]]) })];
    expect(cases.map(({ kind, because }) => [kind, because])).toEqual([
      ['inconclusive', 'the newest blocks are missing: throttled'],
      ['inconclusive', 'no requests of the candidate have been counted for its p90 yet'],
      ['inconclusive', expect.stringContaining('which cannot be counts')],
    ]);
  });

  it('has nothing to judge by in a profile without requests and times', () => {
    const empty = aProfile({ requests: 0, errorRate: Number.NaN });
    expect(judgeReleaseBaseline(aBaselinePlan(), counted({}), { profile: empty }, aContext())).toEqual(
      inconclusive('the profile of the release before holds nothing that can be compared'),
    );
  });
});
