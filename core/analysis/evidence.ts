import type { CountBlock, ValueBlock } from './blocks.ts';
import type { ReleaseProfile } from './release-profile.ts';

/** When the traffic of a step was first seen, epoch seconds. */
export interface StepBegin {
  readonly stepIndex: number;
  readonly candidatePercent: number;
  readonly beganAt: number;
}

/** What is fixed before the first evidence of a deployment, so that no evidence can choose what it is measured by. */
export interface Fixed {
  /** A request slower than this, in seconds, counts as bad: by metric, then by series. */
  readonly slowSeconds: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /**
   * Epoch seconds, by metric, then by series: the threshold was chosen from what came before, so only later blocks are counted. Absent: it
   * was chosen before the candidate's first users.
   */
  readonly slowSince?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Profile of the release that is stable now; absent when it left none. */
  readonly profile?: ReleaseProfile;
  /** Share, 0..1, of stable's requests whose ending was never counted, in an hour whose metrics had settled. Absent: not known. */
  readonly unaccountedShare?: number;
}

/** What is known of one metric. Blocks ascend by time and none is there twice. */
export interface MetricEvidence {
  /** By series: `errors`, `p90`, … */
  readonly counts: Readonly<Record<string, readonly CountBlock[]>>;
  /** By series: the metric's own name, or the names of a Kayenta config's metrics. */
  readonly values: Readonly<Record<string, readonly ValueBlock[]>>;
  /** Why the newest blocks could not be read in full; absent: they were. Then nothing is called safe. */
  readonly missing?: string;
  /** Epoch seconds: everything before it was read in full, though what is late may still correct it. Absent: nothing was. */
  readonly readUntil?: number;
}

/**
 * All that a deployment's judgement rests on: block by block, so that late data replaces its block and nothing is counted twice. The
 * same evidence gives the same verdict, whoever looks and how often.
 */
export interface Evidence {
  /** Steps with users so far, in order; the last one is the present one. */
  readonly steps: readonly StepBegin[];
  readonly fixed: Fixed;
  /** By the metric's name. */
  readonly metrics: Readonly<Record<string, MetricEvidence>>;
  /** How often it was kept: the ledger's, who refuses evidence that is older than what it has. Absent: never. */
  readonly revision?: number;
}

/** What is known before the first look. */
export const nothingKnown: Evidence = { steps: [], fixed: { slowSeconds: {} }, metrics: {} };
