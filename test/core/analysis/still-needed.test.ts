import { describe, expect, it } from 'vitest';
import { logENotWorse, natsPerBadRequest } from '../../../core/analysis/not-worse.ts';
import { moreToBeWithinSlo, moreToRuleOutWorse } from '../../../core/analysis/still-needed.ts';
import { minutes, rampMinutes } from './count-blocks.ts';

describe('logENotWorse', () => {
  it('is the likelihood ratio of as good over so many times as bad', () => {
    expect([logENotWorse(rampMinutes, 2), logENotWorse(rampMinutes, 3)]).toEqual([
      expect.closeTo(-4.089219909535416, 10),
      expect.closeTo(-4.897535206344255, 10),
    ]);
  });

  it.each([
    { worseMax: 2, needed: 115 },
    { worseMax: 3, needed: 41 },
    { worseMax: 5, needed: 17 },
    { worseMax: 10, needed: 7 },
  ])('needs about $needed bad requests in all to rule out $worseMax times as bad', ({ worseMax, needed }) => {
    expect(Math.round(Math.log(20) / natsPerBadRequest(0.1, worseMax))).toBe(needed);
  });
});

describe('moreToRuleOutWorse', () => {
  it('is 1,150 more requests for 2x at a rate of 1 % and a share of 10 %', () => {
    const rate = minutes([[1_000, 10, 9_000, 90]]);
    expect(moreToRuleOutWorse([], rate, { worseMax: 2, beta: 0.05 })).toBe(1_153);
  });

  it('is not known when nothing was bad or a lane had no requests', () => {
    const goal = { worseMax: 2, beta: 0.05 };
    const cases = [minutes([[100, 0, 900, 0]]), minutes([[100, 5, 0, 0]]), minutes([[0, 0, 900, 9]]), []];
    expect(cases.map((blocks) => moreToRuleOutWorse(blocks, blocks, goal))).toEqual(cases.map(() => undefined));
  });
});

describe('moreToBeWithinSlo', () => {
  const goal = { badRateMax: 0.01, beta: 0.05 };

  it('is what a clean run still lacks', () => {
    expect([0, 100, 314].map((requests) => moreToBeWithinSlo({ bad: 0, requests }, goal))).toEqual([315, 215, 1]);
  });

  it('is what it takes at the rate so far', () => {
    expect(moreToBeWithinSlo({ bad: 1, requests: 400 }, goal)).toBe(826);
  });

  it('is not known when the rate is not below', () => {
    expect(moreToBeWithinSlo({ bad: 10, requests: 1_000 }, goal)).toBeUndefined();
  });
});
