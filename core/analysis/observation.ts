/** What one target group served in one window, as observed, never derived from configured weights. */
export interface LaneCounts {
  readonly requests: number;
  readonly errors: number;
}

/** Evidence for one look: both lanes over the same window. */
export interface Observation {
  readonly from: Date;
  /** Already reduced by the metric lag: nothing later is counted. */
  readonly until: Date;
  readonly candidate: LaneCounts;
  readonly stable: LaneCounts;
  /** False when CloudWatch answered only in part: then nothing may be concluded. */
  readonly complete: boolean;
}

/** The judge's answer. `because` is shown to people. */
export type Verdict =
  | { readonly kind: 'regressed'; readonly because: string }
  | { readonly kind: 'safe'; readonly because: string }
  | { readonly kind: 'inconclusive'; readonly because: string };
