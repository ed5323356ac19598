/** What a load run is asked to do. The process that makes the load gets it as its first message. */
export interface LoadPlan {
  readonly url: string;
  /** Requests started per second, whether or not earlier ones were answered. */
  readonly ratePerSecond: number;
  /** Paths asked for in turn. */
  readonly paths: readonly string[];
  /** Response header that names the version which answered. */
  readonly versionHeader: string;
  /** A request without an answer after this long is dropped. */
  readonly timeoutMs: number;
  /** Requests open at once, at most; one that is due above it is not sent, and counted as such. */
  readonly openMax: number;
  /** The run ends by itself after this long. */
  readonly longestSeconds: number;
}

/** Latencies from the moment a request was due to the end of its answer, in milliseconds, rounded up by at most 5 %. */
export interface LatenciesMs {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** What one version answered. The version is `none` where the header was missing, as in a load balancer's own errors. */
export interface VersionCounts {
  readonly version: string;
  readonly answered: number;
  /** Answers with a status of 500 or more. */
  readonly failed: number;
  /** Status → answers. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly latenciesMs: LatenciesMs;
  /** When the last request that this version answered was sent, and when that answer was complete; milliseconds since the epoch. */
  readonly lastSentAtMs: number;
  readonly lastAnsweredAtMs: number;
}

/** What happened to requests in one second, or in the whole run. Answers count in the second in which they arrive. */
export interface LoadCounts {
  readonly sent: number;
  /** Requests that broke without an answer, by reason: `timeout`, or the error code of the connection. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Requests that were due but not sent because `openMax` were open. */
  readonly unsent: number;
  readonly versions: readonly VersionCounts[];
}

/** What the load process says. Seconds count from 0; `startedAtMs` is milliseconds since the epoch. */
export type LoadReport =
  | ({ readonly kind: 'second'; readonly second: number; readonly startedAtMs: number; readonly open: number } & LoadCounts)
  | ({ readonly kind: 'summary'; readonly seconds: number; readonly startedAtMs: number } & LoadCounts);
