import type { Source } from '../../core/analysis/source.ts';
import type { Reading } from './reading.ts';

/** Begins of the blocks that all of these were answered for, ascending. */
export function blocksInAll([first, ...others]: readonly Reading[]): readonly number[] {
  const sets = others.map(({ read }) => new Set(read));
  return (first?.read ?? []).filter((startedAt) => sets.every((set) => set.has(startedAt)));
}

/** The value of a block that was read; undefined when it has none, or none that can be used. */
export function usableValue({ absentIsZero }: Source, { values, unusable }: Reading, startedAt: number): number | undefined {
  return values.get(startedAt) ?? (absentIsZero && !unusable.has(startedAt) ? 0 : undefined);
}

/** `2026-11-22T06:30:00Z`: how messages name a block. */
export function utc(epochSeconds: number): string {
  return new Date(epochSeconds * 1_000).toISOString().replace('.000Z', 'Z');
}
