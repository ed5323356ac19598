/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A {@link Random} whose whole sequence follows from its seed, the same on every machine: for resampling and benchmarks, never for
 * secrets. Mulberry32 (T. Ettinger, public domain): period 2^32, 32 bits a number.
 *
 * @param seed any integer; its lowest 32 bits count.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A {@link Random} whose whole sequence follows from a text: different texts, different numbers. The seed is FNV-1a of its UTF-16 units. */
export function randomOf(text: string): Random {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return seededRandom(hash);
}
