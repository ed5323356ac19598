import type { ValueBlock } from '../../core/analysis/blocks.ts';
import type { LaneRole, ReadingOf } from './ask.ts';
import type { ValueSeries } from './metric-series.ts';
import type { Reading } from './reading.ts';
import { blocksInAll, usableValue, utc } from './reading-blocks.ts';

/**
 * Blocks of values, ascending, null where a source has no finite one. Only the newest block without a value is reported: those before
 * it are in the evidence, and the judge counts them.
 */
export function valueBlocks({ source, stableToo }: ValueSeries, readingOf: ReadingOf) {
  const candidate = readingOf(source, 'candidate');
  const stable = stableToo ? readingOf(source, 'stable') : undefined;
  const starts = blocksInAll(stable === undefined ? [candidate] : [candidate, stable]);
  const valueAt = (reading: Reading | undefined, startedAt: number) =>
    (reading === undefined ? undefined : usableValue(source, reading, startedAt)) ?? null;
  const blocks: readonly ValueBlock[] = starts.map((startedAt) => ({
    startedAt,
    candidate: valueAt(candidate, startedAt),
    stable: valueAt(stable, startedAt),
  }));
  const missingOf = (lane: LaneRole, reading: Reading | undefined) => {
    const because = reading?.failed ?? (reading && silence(reading, blocks.at(-1), lane));
    return because === undefined ? [] : [`${lane}: ${because}`];
  };
  return { blocks, missing: [...missingOf('candidate', candidate), ...missingOf('stable', stable)] };
}

function silence({ values, unusable }: Reading, newest: ValueBlock | undefined, lane: LaneRole): string | undefined {
  if (newest === undefined || newest[lane] !== null) return undefined;
  const hint = values.size === 0 ? 'no block has a value: does the query match this lane?' : 'there is no value';
  return `${unusable.get(newest.startedAt) ?? hint} (${utc(newest.startedAt)})`;
}
