import type { FailureId } from './oracle.ts';

/** A test: its file from the root, and its title as written there. */
export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** One way to fail, what must hold all the same, and what shows it: checks of the simulator, tests, or both. */
export interface FailureMode {
  readonly id: FailureId;
  readonly failure: string;
  readonly holds: string;
  /** Checks of the simulator that watch it in every seed, each by its name. */
  readonly checks?: readonly string[];
  readonly tests?: readonly NamedTest[];
  /** What nothing asserts, and why: all of it when there is neither check nor test. */
  readonly open?: string;
}
