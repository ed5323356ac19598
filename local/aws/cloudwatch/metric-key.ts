import type { MetricName } from './metric-record.ts';

/** Whoever publishes often freezes its dimensions, so that they are sorted and written out once. */
const known = new WeakMap<object, string>();

/**
 * A text that is the same for the same metric and for no other: dimensions in any order, whatever they hold. Cheap for dimensions that are
 * frozen and the same object each time.
 */
export function metricKey({ namespace, name, dimensions }: MetricName): string {
  return `${namespace.length} ${namespace} ${name.length} ${name} ${dimensionsKey(dimensions)}`;
}

function dimensionsKey(dimensions: MetricName['dimensions']): string {
  const before = known.get(dimensions);
  if (before !== undefined) return before;
  const pairs = Object.entries(dimensions);
  if (pairs.length > 1) pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  const key = JSON.stringify(pairs);
  if (Object.isFrozen(dimensions)) known.set(dimensions, key);
  return key;
}
