/** Minutes apart begin far apart: a prime, so that each comes first in its turn, unless their number is a multiple of it. */
const farApart = 619;

/**
 * A list that begins at another place in each minute: who was left for want of time comes earlier in another.
 *
 * @param stride how many places further in each minute
 */
export function turned<T>(list: readonly T[], at: Date, stride = farApart): readonly T[] {
  const first = (Math.floor(at.getTime() / 60_000) * stride) % Math.max(1, list.length);
  return [...list.slice(first), ...list.slice(0, first)];
}
