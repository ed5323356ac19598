import type { FailureId } from '../oracles/oracle.ts';

/** A mistake of one line, in a file of the repository. `from` occurs there exactly once. */
export interface PlantedFault {
  readonly id: string;
  /** The failure mode that it brings back. */
  readonly breaks: FailureId;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** What people did not think of who made it. */
  readonly why: string;
}
