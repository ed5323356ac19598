import type { LaneCounts } from './blocks.ts';

/** What one metric says, with the figures it says it by. */
export interface MetricVerdict {
  readonly name: string;
  readonly kind: 'regressed' | 'safe' | 'inconclusive';
  /** For people: what was found, or what is still needed. */
  readonly because: string;
  /** True: written down, not acted upon. */
  readonly dryRun: boolean;
  /** Evidence against the candidate; 1 is none. Capped at 1e300 so that JSON can hold it. */
  readonly eValue?: number;
  /** Anytime-valid p-value, 0..1. */
  readonly pValue?: number;
  /** Sums over all blocks that were judged. */
  readonly counts?: { readonly candidate: LaneCounts; readonly stable: LaneCounts };
  /** Kayenta's score, 0..100. */
  readonly score?: number;
}

/** What every verdict carries besides its kind. */
interface Judged {
  /** For people. */
  readonly because: string;
  readonly metrics: readonly MetricVerdict[];
  /** What people should know though nothing follows from it: a slower release, an uneven share. */
  readonly warnings: readonly string[];
}

/**
 * The judge's answer to all evidence so far. Silence is never `safe`. `then` says what an inconclusive one asks for: `wait`, more
 * evidence will decide; `hold`, both lanes or stable itself are bad, so neither direction helps users and people must look; `end`, the
 * limits of a metric are spent and waiting will not help, so what the plan says about its deadline applies now.
 */
export type Verdict = Judged &
  ({ readonly kind: 'regressed' | 'safe' } | { readonly kind: 'inconclusive'; readonly then: 'wait' | 'hold' | 'end' });
