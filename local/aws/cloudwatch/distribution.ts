import type { StatisticTotals } from './metric-record.ts';

/** More distinct values than this in one minute are kept to three significant digits (an error of at most 0.5 %). */
const distinctMax = 2000;

/** What is known of the values in one stretch of time. */
export class Distribution {
  #count = 0;
  #sum = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;
  #values = new Map<number, number>();
  #coarse = false;
  #hasAllValues = true;

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
    this.#total({ sampleCount: count, sum: value * count, minimum: value, maximum: value });
    this.#keep(value, count);
  }

  /** Adds values of which only totals are known. */
  addTotals(totals: StatisticTotals): void {
    this.#total(totals);
    if (totals.minimum === totals.maximum) this.#keep(totals.minimum, totals.sampleCount);
    else this.#hasAllValues = false;
  }

  addAll(other: Distribution): void {
    this.#total({ sampleCount: other.count, sum: other.sum, minimum: other.minimum, maximum: other.maximum });
    for (const [value, count] of other.#values) this.#keep(value, count);
    this.#hasAllValues &&= other.#hasAllValues;
  }

  /** Each value with its count, ascending; undefined when some values are known by their totals only. */
  ascending(): readonly (readonly [value: number, count: number])[] | undefined {
    return this.#hasAllValues ? [...this.#values].toSorted(([a], [b]) => a - b) : undefined;
  }

  #total({ sampleCount, sum, minimum, maximum }: StatisticTotals): void {
    this.#count += sampleCount;
    this.#sum += sum;
    this.#minimum = Math.min(this.#minimum, minimum);
    this.#maximum = Math.max(this.#maximum, maximum);
  }

  #keep(value: number, count: number): void {
    const kept = this.#coarse ? rounded(value) : value;
    this.#values.set(kept, (this.#values.get(kept) ?? 0) + count);
    if (this.#coarse || this.#values.size <= distinctMax) return;
    const fine = this.#values;
    this.#coarse = true;
    this.#values = new Map();
    for (const [each, times] of fine) this.#keep(each, times);
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
