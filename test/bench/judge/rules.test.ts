import { describe, expect, it } from 'vitest';
import { exactRule, upperTail } from '../../../bench/judge/exact-rule.ts';
import { kayentaRule } from '../../../bench/judge/kayenta-rule.ts';
import { alarmRule, argoRule, flaggerRule } from '../../../bench/judge/limit-rules.ts';
import { logEOfSteps } from '../../../bench/judge/log-e-of-steps.ts';
import { comparedRules, partRules, rulesNamed } from '../../../bench/judge/rules.ts';
import { comparisonRule, wholeReleaseRule } from '../../../bench/judge/sluice-rules.ts';
import { logEPath } from '../../../core/analysis/conditional-mixture.ts';
import { aTrace } from './a-trace.ts';

/** One error in 100 requests is at the limit, two are above it. */
const fine = [100, 1] as const;
const bad = [100, 2] as const;
const empty = [0, 0] as const;

describe('rules of other tools', () => {
  it.each([
    ['1 of 1 fires in the first minute above 1 %', alarmRule(1, 1), [fine, fine, bad], 3],
    ['1 of 1 does not fire at exactly 1 %', alarmRule(1, 1), [fine, fine, fine], undefined],
    ['2 of 3 fires with a good minute in between', alarmRule(2, 3), [fine, bad, fine, bad], 4],
    ['2 of 3 forgets what is older than three minutes', alarmRule(2, 3), [bad, fine, fine, bad], undefined],
    ['3 of 3 needs three in a row', alarmRule(3, 3), [bad, bad, fine, bad, bad, bad], 6],
    ['a minute without requests is no breach', alarmRule(1, 1), [empty, empty], undefined],
    ['Flagger counts five failed checks, in a row or not', flaggerRule, [bad, fine, bad, bad, fine, bad, bad], 7],
    ['Flagger lets four pass', flaggerRule, [bad, bad, bad, bad, fine], undefined],
    ['Argo Rollouts fails at one more than its limit of three', argoRule, [bad, bad, fine, bad, bad], 5],
  ] as const)('%s', (_, rule, minutes, expected) => {
    expect(rule.rollsBackAfter(aTrace(minutes))).toBe(expected);
  });

  it('an hour in which both lanes fail alike is left alone by Kayenta', () => {
    const hour = Array.from({ length: 60 }, () => fine);
    expect(kayentaRule.rollsBackAfter(aTrace(hour, 9))).toBe(undefined);
  });

  it('Kayenta is looked at every five minutes and not in between', () => {
    const worse = Array.from({ length: 10 }, (_, minute) => [100, 20 + minute] as const);
    expect(kayentaRule.rollsBackAfter(aTrace(worse, 1))).toBe(5);
  });

  it('Kayenta that is not yet sure after five minutes waits for the tenth', () => {
    const turned = Array.from({ length: 10 }, (_, minute) => [100, minute < 1 ? 1 : 20 + minute] as const);
    expect(kayentaRule.rollsBackAfter(aTrace(turned, 9))).toBe(10);
  });

  it('the tail of a binomial distribution is that of the textbook', () => {
    expect(upperTail(3, 3, 0.1)).toBeCloseTo(0.001, 12);
    expect(upperTail(1, 2, 0.5)).toBeCloseTo(0.75, 12);
    expect(upperTail(5, 10, 0.1)).toBeCloseTo(0.0016349374, 9);
    expect(upperTail(2, 100, 0.1)).toBeCloseTo(1 - 0.9 ** 100 - 100 * 0.1 * 0.9 ** 99, 9);
    expect([upperTail(0, 10, 0.1), upperTail(1, 0, 0.1), upperTail(2, 10, 0)]).toEqual([1, 0, 0]);
  });

  it('the exact test fires at the first look with p of at most .05, for 2 of 2 errors on a tenth of the requests', () => {
    // One error of one: p = .1. Two of two: p = .01.
    expect(exactRule.rollsBackAfter(aTrace([[100, 1], fine]))).toBe(2);
    expect(exactRule.rollsBackAfter(aTrace([[100, 1], empty]))).toBe(undefined);
    // Two of three: p = .028.
    expect(exactRule.rollsBackAfter(aTrace([[100, 2]], 1))).toBe(1);
  });
});

describe("this judge's comparison", () => {
  it('rolls back at the third error when stable has none, as the formula says at a share of a tenth', () => {
    expect(
      comparisonRule(0).rollsBackAfter(
        aTrace([
          [100, 1],
          [100, 1],
          [100, 1],
        ]),
      ),
    ).toBe(3);
    expect(
      comparisonRule(0).rollsBackAfter(
        aTrace([
          [100, 1],
          [100, 1],
          [100, 0],
        ]),
      ),
    ).toBe(undefined);
  });

  it('weighs the whole release with a half and each planned step with its part of the other half', () => {
    const { blocks, configuredShares } = aTrace([
      [100, 1],
      [100, 1],
    ]);
    const steps = [0, 60].map((beganAt, stepIndex) => ({ stepIndex, candidatePercent: 10, beganAt }));
    const [one = 0, both = 0] = logEPath(blocks, 0).map(Math.exp);
    const found = logEOfSteps({ blocks, steps, stepsPlanned: 4, configuredShares }, 0).map(Math.exp);
    expect(found[0]).toBeCloseTo(0.5 * one + (0.5 * (one + 3)) / 4, 9);
    expect(found[1]).toBeCloseTo(0.5 * both + (0.5 * (2 * one + 2)) / 4, 9);
  });

  it('finds a regression that begins at a later step sooner than one process over the whole release', () => {
    const blocks = aTrace(
      Array.from({ length: 40 }, (_, minute) => [100, minute < 30 ? 0 : 1] as const),
      1,
    ).blocks;
    const steps = [0, 1_800].map((beganAt, stepIndex) => ({ stepIndex, candidatePercent: 10, beganAt }));
    const trace = { blocks, steps, stepsPlanned: 2, configuredShares: blocks.map(() => 0.1) };
    const [withSteps, without] = [comparisonRule(0), wholeReleaseRule(0)].map((rule) => rule.rollsBackAfter(trace) ?? 99);
    expect(withSteps).toBeLessThan(without ?? 0);
  });
});

describe('the catalogue of rules', () => {
  it('names every rule once', () => {
    const names = [...comparedRules, ...partRules.ramp, ...partRules.hard].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(rulesNamed(names).map(({ name }) => name)).toEqual(names);
  });

  it('refuses a name that it does not have', () => {
    expect(() => rulesNamed(['gut-feeling'])).toThrow('there is no rule "gut-feeling"');
  });
});
