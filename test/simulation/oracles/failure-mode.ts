import type { FailureId } from './oracle.ts';

interface Mode {
  readonly id: FailureId;
  readonly failure: string;
  readonly holds: string;
}

/** Checks of the simulator watch it, after every step of every seed; each by its name. */
interface Watched extends Mode {
  readonly checks: readonly string[];
}

/** A test elsewhere asserts it: its file from the root, and its title as written. */
interface Tested extends Mode {
  readonly test: { readonly file: string; readonly title: string };
}

/** Nothing asserts it, and why. */
interface Open extends Mode {
  readonly open: string;
}

/** One way to fail, what must hold all the same, and what shows it. */
export type FailureMode = Watched | Tested | Open;
