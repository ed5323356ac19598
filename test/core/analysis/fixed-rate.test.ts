import { describe, expect, it } from 'vitest';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { conditionalMixture } from '../../../core/analysis/conditional-mixture.ts';
import { findByRate } from '../../../core/analysis/fixed-rate.ts';
import { sloGuard } from '../../../core/analysis/slo-guard.ts';
import { stepMixture } from '../../../core/analysis/step-mixture.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { minutes } from './count-blocks.ts';
import { stepsAt } from './some-evidence.ts';

const one = { steps: stepsAt([0]), stepsWithUsers: 1 };
const slo = { rateMax: 0.01, alpha: 0.001, beta: 0.05 };
const times = (count: number, ...lanes: Parameters<typeof minutes>[0]) => Array.from({ length: count }, () => lanes).flat();
const kindOf = (blocks: readonly CountBlock[], steps: Parameters<typeof findByRate>[2] = one) => findByRate(blocks, slo, steps).kind;

describe('findByRate', () => {
  it('finds a candidate above the rate while stable is not', () => {
    expect(kindOf(minutes(times(10, [60, 3, 540, 1])))).toBe('above');
  });

  it('finds it without any stable', () => {
    expect(kindOf(minutes(times(10, [600, 30, 0, 0])))).toBe('above');
  });

  it('blames nobody when stable is above it too', () => {
    expect(kindOf(minutes(times(10, [60, 3, 540, 27])))).toBe('both-above');
  });

  it('lets no candidate off that has all users, whomever stable still serves', () => {
    const all = { steps: stepsAt([0], 100), stepsWithUsers: 1 };
    expect(kindOf(minutes([...times(10, [600, 30, 3, 0] as const), [600, 30, 3, 1]]), all)).toBe('above');
    expect(kindOf(minutes(times(3, [600, 30, 3, 0])), all)).toBe('above');
  });

  it('blames a candidate with most users only when stable has served enough to look better than by chance', () => {
    const most = { steps: stepsAt([0], 90), stepsWithUsers: 1 };
    expect(kindOf(minutes(times(2, [600, 30, 40, 0])), most)).toBe('open');
    expect(kindOf(minutes(times(3, [600, 30, 40, 0])), most)).toBe('above');
    expect(kindOf(minutes(times(2, [600, 30, 0, 0])), most)).toBe('above');
  });

  it('rarely blames a candidate with most users for an incident of both lanes', () => {
    const most = { steps: stepsAt([0], 90), stepsWithUsers: 1 };
    const random = seededRandom(11);
    const bad = (requests: number) => Array.from({ length: requests }, random).filter((u) => u < 0.03).length;
    const runs = Array.from({ length: 300 }, () => minutes(Array.from({ length: 10 }, () => [540, bad(540), 60, bad(60)] as const)));
    expect(runs.filter((blocks) => kindOf(blocks, most) === 'above').length).toBeLessThan(4);
  });

  it('finds stable alone above it, unless the candidate is shown to be below', () => {
    expect(kindOf(minutes(times(4, [60, 0, 540, 27])))).toBe('stable-above');
    expect(kindOf(minutes(times(10, [60, 0, 540, 27])))).toBe('below');
  });

  it('is open without requests, and with few', () => {
    expect([kindOf([]), kindOf(minutes(times(4, [60, 0, 540, 0])))]).toEqual(['open', 'open']);
  });

  it('does not take an incident of both lanes for the candidate, however little of stable met it', () => {
    // An hour at 5 %, then half of the traffic meets five bad minutes that both lanes share.
    const ramp = minutes([...times(60, [60, 0, 1_140, 1] as const), ...times(5, [600, 60, 600, 60] as const)]);
    expect(kindOf(ramp, { steps: stepsAt([0, 3_600]), stepsWithUsers: 4 })).toBe('both-above');
  });

  it('lets an incident of both lanes go when it is over, and never blames the candidate for it later', () => {
    const incident = times(5, [60, 6, 540, 54] as const);
    expect(kindOf(minutes(incident))).toBe('both-above');
    expect(kindOf(minutes([...incident, ...times(120, [60, 0, 540, 0] as const)]))).toBe('below');
  });

  it('does not blame the candidate for an incident of both lanes in a step that is over', () => {
    const steps = { steps: stepsAt([0, 300]), stepsWithUsers: 2 };
    expect(kindOf(minutes([...times(5, [60, 6, 540, 54] as const), ...times(120, [60, 0, 540, 0] as const)]), steps)).toBe('below');
  });

  it('weighs stable by the times at which the candidate served, also within a step', () => {
    const growing = minutes([...times(60, [60, 0, 1_140, 1] as const), ...times(5, [600, 60, 600, 60] as const)]);
    expect(kindOf(growing)).toBe('both-above');
  });

  it('keeps what was once shown', () => {
    expect(kindOf(minutes([...times(10, [60, 3, 540, 1] as const), ...times(500, [60, 0, 540, 1] as const)]))).toBe('above');
  });

  it('adds blocks up without losing a maximum', () => {
    const random = seededRandom(5);
    for (let run = 0; run < 50; run++) {
      const rate = random() * 0.03;
      const blocks = minutes(
        Array.from({ length: 40 }, () => [50, Array.from({ length: 50 }, random).filter((u) => u < rate).length, 0, 0] as const),
      );
      const steps = { steps: stepsAt([0, 600, 1_200]), stepsWithUsers: 4 };
      const plain = stepMixture(sloGuard(slo.rateMax), steps);
      const most = blocks.reduce((max, block) => {
        plain.add(block);
        return Math.max(max, plain.logE());
      }, 0);
      expect(findByRate(blocks, slo, steps).maxLogE).toBeCloseTo(most, 9);
    }
  });

  it('is of the same form as the comparison, with the rate as the share', () => {
    const [guard, mixture] = [stepMixture(sloGuard(0.1), one), stepMixture(conditionalMixture(0), one)];
    guard.add({ startedAt: 0, candidate: { requests: 40, bad: 9 }, stable: { requests: 0, bad: 0 } });
    mixture.add({ startedAt: 0, candidate: { requests: 100, bad: 9 }, stable: { requests: 900, bad: 31 } });
    expect(guard.logE()).toBeCloseTo(mixture.logE(), 9);
  });
});
