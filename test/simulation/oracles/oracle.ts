import type { CallRecord } from '../../../local/aws/router.ts';
import type { Simulated } from '../world/simulated.ts';

/** A failure mode of `failure-modes`: `F01` to `F64`; `L` for liveness, which concerns all of them. */
export type FailureId = `F${number}` | 'L';

/**
 * A watch over one run. Each function answers what is wrong, in a sentence with the values, or undefined. Called after every call of AWS
 * that has ended, every few seconds of world time, and at the end, when everything has come to rest. What it throws is a violation.
 */
export interface Watch {
  readonly afterCall?: (ended: CallRecord) => string | undefined;
  readonly everyFewSeconds?: () => string | undefined;
  readonly atEnd?: () => string | undefined | Promise<string | undefined>;
}

/**
 * One named check. That it can fail is shown by a planted mistake that is hunted until this check finds it; `docs/safety.md` has the table, and
 * names the two checks that no single mistake breaks.
 */
export interface Oracle {
  readonly id: FailureId;
  readonly name: string;
  /** The invariant, as people read it in `docs/safety.md`. */
  readonly holds: string;
  readonly watch: (sim: Simulated) => Watch;
}

/** An oracle that was broken, where and how. */
export interface Violation {
  readonly id: FailureId;
  readonly oracle: string;
  readonly atSeconds: number;
  readonly because: string;
}
