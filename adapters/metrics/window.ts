import { limits } from '../../core/limits.ts';

/** Blocks in a row, `[from, until)`: the first begins at `fromSeconds` (epoch), each is `periodSeconds` long. */
export interface Window {
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly periodSeconds: number;
}

/**
 * The whole blocks inside a span of time: one that began before it or is not over is left out. Of more than a look may read, the newest:
 * they say what users meet now.
 */
export function wholeBlocks(span: { readonly from: Date; readonly until: Date }, periodSeconds: number): Window {
  const firstSeconds = Math.ceil(span.from.getTime() / 1_000 / periodSeconds) * periodSeconds;
  const untilSeconds = Math.max(firstSeconds, Math.floor(span.until.getTime() / 1_000 / periodSeconds) * periodSeconds);
  const fromSeconds = Math.max(firstSeconds, untilSeconds - limits.blocksPerLook.value * periodSeconds);
  return { fromSeconds, untilSeconds, periodSeconds };
}

/** Begin of each block, epoch seconds, ascending. */
export function startsOf({ fromSeconds, untilSeconds, periodSeconds }: Window): readonly number[] {
  return Array.from({ length: (untilSeconds - fromSeconds) / periodSeconds }, (_, index) => fromSeconds + index * periodSeconds);
}
