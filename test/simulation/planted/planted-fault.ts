import type { FailureId } from '../oracles/oracle.ts';

/** A mistake of a line or two, in a file of the repository. `from` occurs there exactly once. */
export interface PlantedFault {
  readonly id: string;
  /** The failure mode that it brings back. */
  readonly breaks: FailureId;
  /** The check that it is hunted for, by its name: another one that finds it first does not end the hunt. */
  readonly foundBy: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** What people did not think of who made it. */
  readonly why: string;
}
