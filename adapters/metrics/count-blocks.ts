import type { CountBlock, LaneCounts } from '../../core/analysis/blocks.ts';
import { limits } from '../../core/limits.ts';
import type { LaneRole, ReadingOf } from './ask.ts';
import type { Counted } from './lane-counts.ts';
import type { CountSeries } from './metric-series.ts';
import type { Reading } from './reading.ts';
import { blocksInAll, usableValue, utc } from './reading-blocks.ts';

const nothing: LaneCounts = { requests: 0, bad: 0 };

/**
 * Blocks of counts, ascending: only those of which both lanes are known. What cannot be told is reported while late data may still
 * correct it; after that its block stays unknown, and does not hold up the others.
 */
export function countBlocks(series: CountSeries, untilSeconds: number, readingOf: ReadingOf) {
  const [candidate, stable] = [laneOf(series, 'candidate', readingOf), laneOf(series, 'stable', readingOf)];
  const periodSeconds = Math.max(...Object.values(series.sources).map((source) => source.periodSeconds));
  const settledUntil = untilSeconds - limits.correctionSeconds.value - periodSeconds;
  const blocks: CountBlock[] = [];
  const gaps: string[] = [];
  for (const startedAt of blocksInAll([...candidate.readings, ...stable.readings])) {
    const [ours, theirs] = [candidate.at(startedAt), stable.at(startedAt)];
    if (typeof ours === 'string') gaps.push(...gapOf('candidate', ours, startedAt, settledUntil));
    if (typeof theirs === 'string') gaps.push(...gapOf('stable', theirs, startedAt, settledUntil));
    if (typeof ours === 'string' || typeof theirs === 'string' || (ours === undefined && theirs === undefined)) continue;
    blocks.push({ startedAt, candidate: ours ?? nothing, stable: theirs ?? nothing });
  }
  // The newest gap stands for all: they have one cause as a rule, and people read one sentence.
  return { blocks, missing: [...candidate.failures, ...stable.failures, ...gaps.slice(-1)] };
}

interface LaneReadings {
  readonly readings: readonly Reading[];
  readonly failures: readonly string[];
  readonly at: (startedAt: number) => Counted;
}

function laneOf({ sources, counted }: CountSeries, lane: LaneRole, readingOf: ReadingOf): LaneReadings {
  const parts = Object.entries(sources).map(([part, source]) => ({ part, source, reading: readingOf(source, lane) }));
  return {
    readings: parts.map(({ reading }) => reading),
    failures: parts.flatMap(({ reading: { failed } }) => (failed === undefined ? [] : `${lane}: ${failed}`)),
    at: (startedAt) => {
      const values: Record<string, number> = {};
      for (const { part, source, reading } of parts) {
        const unusable = reading.unusable.get(startedAt);
        if (unusable !== undefined) return unusable;
        const value = usableValue(source, reading, startedAt);
        if (value !== undefined && value < 0) return `${value} ${part} cannot be a count`;
        if (value !== undefined) values[part] = value;
      }
      return counted(values);
    },
  };
}

function gapOf(lane: LaneRole, problem: string, startedAt: number, settledUntil: number): readonly string[] {
  return startedAt <= settledUntil ? [] : [`${lane}, ${utc(startedAt)}: ${problem}`];
}
