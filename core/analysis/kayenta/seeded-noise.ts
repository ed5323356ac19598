import { seededRandom } from '../../seeded-random.ts';

/**
 * The values with normal noise of standard deviation `scale`, for the parity of a constant series. The seed follows from the length, so
 * the same series always gets the same noise. Source: Box & Muller 1958 (Ann. Math. Stat. 29, 610-611).
 */
export function withNoise(values: readonly number[], scale: number): readonly number[] {
  const random = seededRandom(values.length);
  return values.map((value) => value + scale * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}
