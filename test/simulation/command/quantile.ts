/** How often each value came, by the value in digits. */
export type Counts = Readonly<Record<string, number>>;

/** The smallest value that at least this share of them does not exceed; 0 of none. */
export function quantileOf(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;
}

/** The same of values that were counted. */
export function quantileOfCounts(counts: Counts, share: number): number {
  const ascending = Object.entries(counts)
    .map(([value, count]) => ({ value: Number(value), count }))
    .sort((a, b) => a.value - b.value);
  return quantileOf(
    ascending.flatMap(({ value, count }) => new Array<number>(count).fill(value)),
    share,
  );
}
