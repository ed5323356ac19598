import { startsOf, type Window } from './window.ts';

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
