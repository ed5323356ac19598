import { type Series, series } from './series.ts';

/** What stands in for a missing point: a number, the last point before it, or a straight line between its neighbours. */
export type Filler = number | 'REPEAT' | 'LINEAR' | Series;

/** Fills every time of the grid that has no point. `REPEAT` needs an earlier point, `LINEAR` one on each side. */
export function fill(points: Series, filler: Filler, grid: readonly number[]): Series {
  const times = [...points.keys()].toSorted((a, b) => a - b);
  return series(grid.map((at) => [at, points.get(at) ?? filled(points, filler, at, times)] as const));
}

function filled(points: Series, filler: Filler, at: number, times: readonly number[]): number {
  if (typeof filler === 'number') return filler;
  if (typeof filler === 'object') return filler.get(at) ?? Number.NaN;
  const before = times.findLast((time) => time < at);
  const left = points.get(before ?? Number.NaN) ?? Number.NaN;
  if (filler === 'REPEAT' || before === undefined) return left;
  const after = times.find((time) => time > at) ?? Number.NaN;
  const right = points.get(after) ?? Number.NaN;
  return left + ((right - left) * (at - before)) / (after - before);
}
