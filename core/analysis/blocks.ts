/** What one lane served in one block, as observed, never derived from configured weights. Both are whole counts, `bad` of `requests`. */
export interface LaneCounts {
  readonly requests: number;
  /** Those that count against the lane: failed ones, or slow ones. */
  readonly bad: number;
  /**
   * Requests less those whose ending was counted: below zero where endings of an earlier block's requests came. Absent: 0, or the source
   * counts no endings.
   */
  readonly unaccounted?: number;
}

/** One block of a series of counts: both lanes over the same seconds. A lane that served nothing has zeros. */
export interface CountBlock {
  /** Epoch seconds, a multiple of the series' period. */
  readonly startedAt: number;
  readonly candidate: LaneCounts;
  readonly stable: LaneCounts;
}

/** One block of a series of measured values. Null: the source had no finite value for the lane, or was not asked. */
export interface ValueBlock {
  /** Epoch seconds, a multiple of the series' period. */
  readonly startedAt: number;
  readonly candidate: number | null;
  readonly stable: number | null;
}
