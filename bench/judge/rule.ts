import type { Trace } from './trace.ts';

/** A rule that may roll a release back: pure, over what was observed. */
export interface Rule {
  /** Unique; workers are told rules by it. */
  readonly name: string;
  /** Head of its column. */
  readonly title: string;
  /** Whose it is: plots give this project's own another colour. */
  readonly of: 'alarm' | 'controller' | 'test' | 'sluice';
  /** What it does exactly, for the page. */
  readonly because: string;
  /** Minutes until it rolls back; undefined when it does not within the trace. */
  readonly rollsBackAfter: (trace: Trace) => number | undefined;
}
