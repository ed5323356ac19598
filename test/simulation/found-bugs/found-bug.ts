import type { NamedTest } from '../oracles/failure-mode.ts';
import type { FailureId } from '../oracles/oracle.ts';

/** A bug of Sluice that the simulator, its crash matrix or its clocks showed. */
export interface FoundBug {
  readonly breaks: FailureId;
  /** The seed, or the command, that showed it at the time; scenarios are drawn otherwise by now. Measurements and the crash matrix kept no single seed. */
  readonly shownBy: string;
  readonly whatHappened: string;
  readonly mended: string;
  /** The test that fails when the mend is undone. */
  readonly test: NamedTest;
}
