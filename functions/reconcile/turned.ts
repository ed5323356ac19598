import { randomOf } from '../../core/seeded-random.ts';

/** Steps of this size around a circle come evenly close to every place of it, wherever they begin: the golden section. */
const minuteStep = (Math.sqrt(5) - 1) / 2;

/**
 * A list that begins at another place in each minute: who was left for want of time comes earlier in another. Each has its place on a circle by
 * name, so that it has its turn whoever else comes and goes: of `n`, each is among the first `k` within about `3 n / k` minutes.
 */
export function turned<T>(list: readonly T[], at: Date, nameOf: (item: T) => string): readonly T[] {
  const begin = (Math.floor(at.getTime() / 60_000) * minuteStep) % 1;
  const placed = list.map((item) => ({ item, place: (randomOf(nameOf(item))() - begin + 1) % 1 }));
  return placed.sort((one, other) => one.place - other.place).map(({ item }) => item);
}
