import type { Source } from '../../core/analysis/source.ts';
import type { Placeholders } from './placeholders.ts';
import type { Reading } from './reading.ts';
import type { Window } from './window.ts';

/** One question: what one source says of one lane, block by block. */
export interface Ask {
  readonly source: Source;
  readonly placeholders: Placeholders;
  readonly window: Window;
  /** Epoch seconds: blocks before it are known already, for sources that cannot correct what they said. */
  readonly keptUntil: number;
}

/** A side of a comparison. */
export type LaneRole = 'candidate' | 'stable';

/** What was read from a source for a lane. */
export type ReadingOf = (source: Source, lane: LaneRole) => Reading;
