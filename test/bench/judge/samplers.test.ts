import { describe, expect, it } from 'vitest';
import { betaBinomial, binomial, poisson } from '../../../bench/judge/samplers.ts';
import { type Random, seededRandom } from '../../../core/seeded-random.ts';

const draws = 20_000;

/** Mean and variance of many draws. */
function moments(draw: (random: Random) => number) {
  const random = seededRandom(7);
  const values = Array.from({ length: draws }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / draws;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws;
  return { mean, variance };
}

/** Four standard errors of a mean of so many draws, and about as much of a variance. */
function expectMoments(found: { mean: number; variance: number }, expected: { mean: number; variance: number }) {
  expect(Math.abs(found.mean - expected.mean)).toBeLessThan(4 * Math.sqrt(expected.variance / draws));
  expect(Math.abs(found.variance / expected.variance - 1)).toBeLessThan(0.1);
}

describe('samplers', () => {
  it.each([0.3, 6, 13, 60, 540, 5_400])('poisson has mean and variance %d', (mean) => {
    expectMoments(
      moments((random) => poisson(random, mean)),
      { mean, variance: mean },
    );
  });

  it.each([
    [60, 0.001],
    [540, 0.05],
    [20, 0.5],
    [30, 0.9],
  ])('binomial of %d trials at %d has the mean and variance of its formula', (trials, rate) => {
    expectMoments(
      moments((random) => binomial(random, trials, rate)),
      { mean: trials * rate, variance: trials * rate * (1 - rate) },
    );
  });

  it('binomial counts are whole and within their trials at both ends', () => {
    const random = seededRandom(1);
    expect([binomial(random, 10, 0), binomial(random, 10, 1), binomial(random, 0, 0.5)]).toEqual([0, 10, 0]);
  });

  it('beta-binomial failures come in bursts: the variance grows by (trials - 1) times the correlation', () => {
    const [trials, rate, icc] = [600, 0.01, 0.02];
    const variance = trials * rate * (1 - rate) * (1 + (trials - 1) * icc);
    const found = moments((random) => betaBinomial(random, trials, { rate, icc }));
    expect(Math.abs(found.mean - trials * rate)).toBeLessThan(4 * Math.sqrt(variance / draws));
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(0.15);
  });

  it('beta-binomial failures of a strong correlation have the mean and variance of its formula', () => {
    const [trials, rate, icc] = [20, 0.3, 0.5];
    expectMoments(
      moments((random) => betaBinomial(random, trials, { rate, icc })),
      { mean: trials * rate, variance: trials * rate * (1 - rate) * (1 + (trials - 1) * icc) },
    );
  });
});
