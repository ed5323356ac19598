/** `points` numbers from `from` to `to`, both included, each the same multiple of the one before. */
export function geometric(from: number, to: number, points: number): readonly number[] {
  return Array.from({ length: points }, (_, index) => from * (to / from) ** (index / (points - 1)));
}
