import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleActions } from '../../../core/deployment/aws-requests.ts';
import { forward, isWhole, showsPercent, weightsOf } from '../../../core/deployment/traffic.ts';
import { aPlan, blueArn, greenArn, someActions } from '../builders.ts';

const forwardTo = (...groups: readonly Record<string, unknown>[]): RuleActions => [
  { Type: 'forward', ForwardConfig: { TargetGroups: groups } },
];

describe('weightsOf', () => {
  it('reads a weight per target group', () => {
    expect(weightsOf(someActions(95, 5))).toEqual({
      kind: 'weights',
      weights: new Map([
        [blueArn, 95],
        [greenArn, 5],
      ]),
    });
  });

  it('reads a forward to one group without a weight as all of it', () => {
    const weights = new Map([[blueArn, 1]]);
    expect(weightsOf([{ Type: 'forward', TargetGroupArn: blueArn }])).toEqual({ kind: 'weights', weights });
    expect(weightsOf(forwardTo({ TargetGroupArn: blueArn }))).toEqual({ kind: 'weights', weights });
  });

  it.each<[string, RuleActions]>([
    ['no action', []],
    ['a redirect', [{ Type: 'redirect' }]],
    ['two forwards', [...someActions(100, 0), ...someActions(100, 0)]],
    ['no group', forwardTo()],
    ['a sum of 0', someActions(0, 0)],
    ['a weight of 1000', someActions(1_000, 0)],
    ['a negative weight', someActions(101, -1)],
    ['a fraction', someActions(99.5, 0.5)],
    ['a missing weight', forwardTo({ TargetGroupArn: blueArn, Weight: 100 }, { TargetGroupArn: greenArn })],
    ['the same group twice', forwardTo({ TargetGroupArn: blueArn, Weight: 1 }, { TargetGroupArn: blueArn, Weight: 1 })],
    ['a group without ARN', forwardTo({ Weight: 1 }, { TargetGroupArn: blueArn, Weight: 0 })],
    ['null in place of a group', [{ Type: 'forward', ForwardConfig: { TargetGroups: [null] } }]],
  ])('calls a rule with %s malformed', (_, actions) => {
    expect(weightsOf(actions).kind).toBe('malformed');
  });
});

describe('isWhole', () => {
  it('is true only when every user reaches that group', () => {
    expect(
      [someActions(100, 0), someActions(1, 0), someActions(99, 1), someActions(0, 100), []].map((actions) => isWhole(actions, blueArn)),
    ).toEqual([true, true, false, false, false]);
  });

  it('is false for a group that the rule does not name', () => {
    expect(isWhole(someActions(100, 0), 'arn:other')).toBe(false);
  });
});

describe('forward', () => {
  it('names both lanes, keeps the stickiness and what comes before, in order', () => {
    const leadingActions = [{ Type: 'authenticate-oidc', Order: 1 }];
    expect(forward(aPlan({ leadingActions, stickiness: { Enabled: true, DurationSeconds: 30 } }), 25)).toEqual([
      { Type: 'authenticate-oidc', Order: 1 },
      {
        Type: 'forward',
        Order: 2,
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: blueArn, Weight: 75 },
            { TargetGroupArn: greenArn, Weight: 25 },
          ],
          TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 30 },
        },
      },
    ]);
  });

  it('writes what reads back as the same percent and no other', () => {
    const plan = aPlan();
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(percent, percent, (written, read) => {
        expect(showsPercent(weightsOf(forward(plan, written)), plan, read)).toBe(written === read);
      }),
    );
  });
});

describe('showsPercent', () => {
  it('compares shares, not weights', () => {
    expect(showsPercent(weightsOf(someActions(3, 1)), aPlan(), 25)).toBe(true);
  });

  it('is false for a rule that names another group', () => {
    expect(
      showsPercent(weightsOf(forwardTo({ TargetGroupArn: blueArn, Weight: 1 }, { TargetGroupArn: 'arn:x', Weight: 0 })), aPlan(), 0),
    ).toBe(false);
    const third = [blueArn, greenArn, 'arn:x'].map((TargetGroupArn, index) => ({ TargetGroupArn, Weight: index === 0 ? 1 : 0 }));
    expect(showsPercent(weightsOf(forwardTo(...third)), aPlan(), 0)).toBe(false);
    expect(showsPercent(weightsOf([{ Type: 'forward', TargetGroupArn: blueArn }]), aPlan(), 0)).toBe(false);
  });
});
