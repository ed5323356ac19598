import type { StatisticTotals } from './metric-record.ts';

/** Many distinct values are kept in steps of this width, relative to the value: fresh ones to 0.5 %, old ones to 2.5 %. */
const grains = { fresh: { distinctMax: 500, width: 0.01 }, old: { distinctMax: 100, width: 0.05 } } as const;

/** What is known of the values in one stretch of time. */
export class Distribution {
  #count = 0;
  #sum = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;
  #values = new Map<number, number>();
  /** 0 while every value is kept as it is. */
  #width = 0;
  #hasAllValues = true;
  /** Kept until the next change: several statistics are read of the same values. */
  #ascending: readonly (readonly [value: number, count: number])[] | undefined;

  get count(): number {
    return this.#count;
  }
  get sum(): number {
    return this.#sum;
  }
  get minimum(): number {
    return this.#minimum;
  }
  get maximum(): number {
    return this.#maximum;
  }

  add(value: number, count = 1): void {
    this.#total(count, value * count, value, value);
    this.#keep(value, count);
  }

  /** Adds values of which only totals are known. */
  addTotals(totals: StatisticTotals): void {
    this.#total(totals.sampleCount, totals.sum, totals.minimum, totals.maximum);
    if (totals.minimum === totals.maximum) this.#keep(totals.minimum, totals.sampleCount);
    else this.#hasAllValues = false;
  }

  addAll(other: Distribution): void {
    this.#total(other.#count, other.#sum, other.#minimum, other.#maximum);
    for (const [value, count] of other.#values) this.#keep(value, count);
    this.#hasAllValues &&= other.#hasAllValues;
  }

  /** Each value with its count, ascending; undefined when some values are known by their totals only. */
  ascending(): readonly (readonly [value: number, count: number])[] | undefined {
    if (!this.#hasAllValues) return undefined;
    this.#ascending ??= [...this.#values].sort(([a], [b]) => a - b);
    return this.#ascending;
  }

  #total(count: number, sum: number, minimum: number, maximum: number): void {
    this.#count += count;
    this.#sum += sum;
    this.#minimum = Math.min(this.#minimum, minimum);
    this.#maximum = Math.max(this.#maximum, maximum);
  }

  /** Saves memory in return for precision, when there is something to save. Sums, counts and extremes stay exact. */
  coarsen(age: keyof typeof grains): void {
    const { distinctMax, width } = grains[age];
    if (this.#width >= width || this.#values.size <= distinctMax) return;
    const fine = this.#values;
    this.#width = width;
    this.#values = new Map();
    this.#ascending = undefined;
    for (const [value, count] of fine) this.#keep(value, count);
  }

  #keep(value: number, count: number): void {
    this.#ascending = undefined;
    const kept = this.#width === 0 ? value : nearest(value, this.#width);
    this.#values.set(kept, (this.#values.get(kept) ?? 0) + count);
    this.coarsen('fresh');
  }
}

/** The nearest power of `1 + width`, with the sign of the value. */
function nearest(value: number, width: number): number {
  if (value === 0) return 0;
  const step = Math.log1p(width);
  return Math.sign(value) * Math.exp(Math.round(Math.log(Math.abs(value)) / step) * step);
}
