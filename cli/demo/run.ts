import type { Verdict } from '../../core/analysis/verdict.ts';
import type { VersionCounts } from '../load/messages.ts';
import type { Scenario } from './scenarios.ts';

/** What was observed of one deployment. Times are wall milliseconds since the epoch. */
export interface Run {
  readonly scenario: Scenario;
  readonly deploymentId: string;
  /** The error the execution ended with; undefined when it succeeded. */
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** What the judge said last, as the ledger keeps it; undefined when it never looked. */
  readonly verdict: Verdict | undefined;
  /** The same as the state machine's output shows it. */
  readonly shownVerdict: Verdict | undefined;
  /** States entered, in order, of both lanes. */
  readonly path: readonly string[];
  /** Candidate percents that the listener rule was set to, in order, without the way back. */
  readonly percents: readonly number[];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** The first failed or very slow answer of the candidate. Where slow ones are not told one by one, its first answer to a user. */
  readonly onsetAtMs: number | undefined;
  /** The alarm's or task's event, or the judge's verdict. */
  readonly detectedAtMs: number | undefined;
  /** ModifyRule of the way back was accepted. */
  readonly restoredAtMs: number | undefined;
  /** The last answer of the candidate to a user. */
  readonly lastServedAtMs: number | undefined;
  /** The alarm's event answered the guard's task token: nobody had to come and look. */
  readonly guardAnsweredAtMs: number | undefined;
}

/** What users got, over the whole demo. */
export interface Exposure {
  readonly sent: number;
  readonly dropped: number;
  readonly unsent: number;
  readonly seconds: number;
  readonly versions: readonly VersionCounts[];
}

/** One claim and what was seen of it. */
export interface Claim {
  readonly claim: string;
  readonly observed: string;
  readonly holds: boolean;
}
