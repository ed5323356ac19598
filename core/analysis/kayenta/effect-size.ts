import type { KayentaMetric } from './kayenta-config.ts';

/**
 * How much larger x is than y: the ratio of their means, or the share of pairs in which x is larger (half of those in which they are
 * equal; Vargha & Delaney 2000, J. Educ. Behav. Stat. 25, 101-132). Undefined when a mean is 0, where the ratio says nothing.
 */
export function effectSize(
  measure: KayentaMetric['effectSize']['measure'],
  x: readonly number[],
  y: readonly number[],
): number | undefined {
  return measure === 'cles' ? shareAbove(x, y) : meanRatio(x, y);
}

/** Mean of x over mean of y; undefined when either is 0. */
export function meanRatio(x: readonly number[], y: readonly number[]): number | undefined {
  const ofX = mean(x);
  const ofY = mean(y);
  return ofX === 0 || ofY === 0 ? undefined : ofX / ofY;
}

function shareAbove(x: readonly number[], y: readonly number[]): number {
  const sorted = [...y].sort((a, b) => a - b);
  let pairs = 0;
  for (const value of x) pairs += (countBelow(sorted, value, false) + countBelow(sorted, value, true)) / 2;
  return pairs / (x.length * y.length);
}

function countBelow(sorted: readonly number[], value: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle] ?? Number.NaN;
    if (other < value || (orEqual && other === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
