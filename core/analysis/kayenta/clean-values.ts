import type { KayentaMetric } from './kayenta-config.ts';

/** One lane's measured values, null where there is none. */
export type Values = readonly (number | null)[];

/** The values of one lane that are compared: without a value removed or 0, outliers kept or removed, as the metric says. */
export function cleanValues(values: Values, { nanStrategy, outliers }: KayentaMetric): readonly number[] {
  const filled = nanStrategy === 'replace' ? values.map((value) => (isMeasured(value) ? value : 0)) : values.filter(isMeasured);
  return outliers.strategy === 'remove' ? withoutOutliers(filled, outliers.outlierFactor) : filled;
}

/** True of a finite number. An infinite one has no place in a mean or a difference, so it counts as missing. */
export function isMeasured(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

/**
 * Removes what lies outside of the wider of two fences: `factor` interquartile ranges beyond the quartiles, and the 1st and 99th
 * percentile. The middle half always stays.
 */
export function withoutOutliers(values: readonly number[], factor: number): readonly number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const lower = quantile(sorted, 0.25);
  const upper = quantile(sorted, 0.75);
  const reach = factor * (upper - lower);
  const least = Math.min(quantile(sorted, 0.01), lower - reach);
  const most = Math.max(quantile(sorted, 0.99), upper + reach);
  return values.filter((value) => value >= least && value <= most);
}

/** Definition 7 of Hyndman & Fan 1996 (Am. Stat. 50, 361-365), R's default: linear between order statistics. NaN of nothing. */
export function quantile(sorted: readonly number[], probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (position - below) * (high - low);
}
