import type { CountBlock, ValueBlock } from '../../../core/analysis/blocks.ts';

/**
 * A block as it is written: `[candidate requests, candidate bad, stable requests, stable bad]`, without its time; then both lanes' requests
 * without a counted ending, where there are any.
 */
export function textOfCounts({ candidate, stable }: CountBlock): string {
  const unaccounted = [candidate.unaccounted ?? 0, stable.unaccounted ?? 0];
  const more = unaccounted.some((count) => count !== 0) ? unaccounted : [];
  return JSON.stringify([candidate.requests, candidate.bad, stable.requests, stable.bad, ...more]);
}

/** A block as it is written: `[candidate, stable]`, without its time. What is not a finite number is null. */
export function textOfValues({ candidate, stable }: ValueBlock): string {
  return JSON.stringify([candidate, stable]);
}

/** Undefined: not a block. What follows the counts is passed over. */
export function countsIn(startedAt: number, text: unknown): CountBlock | undefined {
  const [requests, bad, stableRequests, stableBad, unaccounted, stableUnaccounted] = listIn(text);
  if (!isNumber(requests) || !isNumber(bad) || !isNumber(stableRequests) || !isNumber(stableBad)) return undefined;
  return {
    startedAt,
    candidate: { requests, bad, ...unaccountedIn(unaccounted) },
    stable: { requests: stableRequests, bad: stableBad, ...unaccountedIn(stableUnaccounted) },
  };
}

function unaccountedIn(count: unknown): Pick<CountBlock['candidate'], 'unaccounted'> {
  return isNumber(count) && count !== 0 ? { unaccounted: count } : {};
}

/** Undefined: not a block. What follows the two values is passed over. */
export function valuesIn(startedAt: number, text: unknown): ValueBlock | undefined {
  const [candidate, stable] = listIn(text);
  return isValue(candidate) && isValue(stable) ? { startedAt, candidate, stable } : undefined;
}

/** A list written as JSON; empty when it is none. */
export function listIn(text: unknown): readonly unknown[] {
  const value = jsonIn(text);
  return Array.isArray(value) ? value : [];
}

/** A value written as JSON; undefined when it is none. */
export function jsonIn(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isValue(value: unknown): value is number | null {
  return value === null || isNumber(value);
}
