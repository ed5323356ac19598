/** Points by the start of their period in epoch milliseconds. A missing period has no entry. */
export type Series = ReadonlyMap<number, number>;

/** What an expression can be while it is computed; only a series may be its result. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly points: Series }
  | { readonly kind: 'array'; readonly items: readonly Series[] };

/** Points that are numbers; a division by zero leaves none. */
export function series(points: Iterable<readonly [number, number]>): Series {
  return new Map([...points].filter(([, value]) => Number.isFinite(value)));
}

/** Combines two series at every time that either has; the missing side counts as 0. */
export function combined(left: Series, right: Series, combine: (left: number, right: number) => number): Series {
  const times = [...new Set([...left.keys(), ...right.keys()])].toSorted((a, b) => a - b);
  return series(times.map((at) => [at, combine(left.get(at) ?? 0, right.get(at) ?? 0)] as const));
}

/** Combines several series at every time that any has; a missing one does not take part. */
export function across(items: readonly Series[], combine: (values: readonly number[]) => number): Series {
  const times = [...new Set(items.flatMap((item) => [...item.keys()]))].toSorted((a, b) => a - b);
  return series(times.map((at) => [at, combine(items.flatMap((item) => item.get(at) ?? []))] as const));
}
