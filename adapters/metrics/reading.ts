import type { Source } from '../../core/analysis/source.ts';
import type { Placeholders } from './placeholders.ts';
import { startsOf, type Window } from './window.ts';

/** One question: what one source says of one lane, block by block. */
export interface Ask {
  readonly source: Source;
  readonly placeholders: Placeholders;
  readonly window: Window;
  /** Epoch seconds: blocks before it are known already, for sources that cannot correct what they said. */
  readonly keptUntil: number;
}

/** What the source answered. A block that was read and has no value had none; both maps are by the block's begin, epoch seconds. */
export interface Reading {
  /** Blocks that the source answered for, ascending. */
  readonly read: readonly number[];
  /** Finite numbers only. */
  readonly values: ReadonlyMap<number, number>;
  /** Blocks whose value is none, and why. */
  readonly unusable: ReadonlyMap<number, string>;
  /** Why not all blocks were read, in words for people; absent: they were. */
  readonly failed?: string;
}

/** Nothing was read, and why. */
export function nothingRead(failed: string): Reading {
  return { read: [], values: new Map(), unusable: new Map(), failed };
}

/** A side of a comparison. */
export type LaneRole = 'candidate' | 'stable';

/** What was read from a source for a lane. */
export type ReadingOf = (source: Source, lane: LaneRole) => Reading;

/** A value of a source, and the begin of its block in epoch seconds. */
export type Point = readonly [atSeconds: number, value: number];

/**
 * Sorts the points of a whole answer into blocks. Points outside of the window are left out; one between two begins, one that is no
 * finite number and a second one that differs make their block unusable.
 */
export function readingOf(points: Iterable<Point>, window: Window): Reading {
  const values = new Map<number, number>();
  const unusable = new Map<number, string>();
  for (const [at, value] of points) {
    if (!(at >= window.fromSeconds && at < window.untilSeconds)) continue;
    const startedAt = at - ((at - window.fromSeconds) % window.periodSeconds);
    const problem = problemOf(at - startedAt, value, values.get(startedAt));
    if (problem === undefined) values.set(startedAt, value);
    else unusable.set(startedAt, problem);
  }
  for (const startedAt of unusable.keys()) values.delete(startedAt);
  return { read: startsOf(window), values, unusable };
}

function problemOf(offsetSeconds: number, value: number, before: number | undefined): string | undefined {
  if (offsetSeconds !== 0) return `a value came ${offsetSeconds} s after the begin of the block`;
  if (!Number.isFinite(value)) return `the value is ${value}`;
  return before === undefined || before === value ? undefined : `two values came, ${before} and ${value}`;
}

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
