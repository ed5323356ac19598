import type { CountBlock, LaneCounts } from './blocks.ts';
import { dispersionOf, RunningDispersion } from './dispersion.ts';
import { totalOf } from './judged-blocks.ts';

/** One series of an A/A deployment in figures. */
export interface AaSeriesFacts {
  readonly series: string;
  readonly candidate: LaneCounts;
  readonly stable: LaneCounts;
  /** Chi-square over degrees of freedom of stable's bad requests: 1 is chance, more are bursts. Absent: too few to tell. */
  readonly dispersion?: number;
  /** Bad requests of the candidate that chance alone would make as telling: those that were seen or expected, the fewer, by burst. */
  readonly tellingBad: number;
}

/** The figures of blocks in which both lanes served. */
export function seriesFacts(series: string, blocks: readonly CountBlock[]): AaSeriesFacts {
  const totals = totalOf(blocks);
  const dispersion = dispersionOf(blocks)?.ratio;
  return { series, ...totals, ...(dispersion !== undefined && { dispersion }), tellingBad: tellingBad(blocks, totals.candidate.bad) };
}

function tellingBad(blocks: readonly CountBlock[], seen: number): number {
  const expected = blocks.reduce((sum, { candidate, stable }) => {
    return sum + ((candidate.bad + stable.bad) * candidate.requests) / (candidate.requests + stable.requests);
  }, 0);
  const own = new RunningDispersion();
  for (const { candidate } of blocks) own.add(candidate);
  // With none seen, what was expected still says how long it takes to see some.
  return Math.max(Math.min(seen, expected), expected / 4) / Math.max(1, own.now()?.ratio ?? 1);
}
