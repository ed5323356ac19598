/** Seconds of one block, as ALB metrics have. */
export const blockSeconds = 60;
/** Blocks of one run. */
export const minutes = 60;

/** What one lane is like in one minute: mean number of requests, and the chance that a request fails. */
interface LaneLoad {
  readonly requests: number;
  readonly rate: number;
}

/** What is true in one minute of a scenario. Rules see only what is drawn from it. */
export interface Minute {
  readonly candidate: LaneLoad;
  readonly stable: LaneLoad;
  /** Share of requests that the candidate is configured to get, 0..1. */
  readonly configuredShare: number;
  /** Intraclass correlation of failures within a minute; absent: each request fails by itself. */
  readonly icc?: number;
}

/** What a rule ought to do: leave a healthy candidate alone, roll back a regressed one once it is bad. */
export type Condition = { readonly kind: 'healthy' } | { readonly kind: 'regressed'; readonly badFromMinute: number };

/** One row of the tables: an hour as it really is. */
export interface Scenario {
  /** Unique, part of each run's seed. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly condition: Condition;
  /** Share of healthy runs that this judge may roll back at most, as documented, 0..1. */
  readonly falseRollbacksMax: number;
  /** Which table it is a row of. */
  readonly table: 'constant' | 'ramp' | 'hard';
  readonly at: (minute: number) => Minute;
}
