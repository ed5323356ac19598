/** One step as a user writes it. */
export interface DeclaredStep {
  readonly candidatePercent: number;
  /** A duration such as `5m`. */
  readonly bake: string;
  readonly approval?: boolean;
}

/**
 * What the judge is asked: see `docs/reference/service.md`. Its words are checked at synthesis, with everything else, so that a JSON file,
 * whose texts TypeScript takes for any text, can hold them.
 */
export interface AnalysisOptions {
  /** Names of presets, presets with parameters, or metrics with sources of your own. */
  readonly metrics?: readonly (string | object)[];
  readonly alpha?: number;
  readonly beta?: number;
  readonly sloAlpha?: number;
  readonly minimumRequests?: number;
  readonly look?: string;
  readonly patience?: string;
  /** `rollback` or `hold`. */
  readonly atDeadline?: string;
  readonly metricLag?: string;
}

/** How a service is released, exactly as `core/service` reads it. Fields nobody gives get its defaults. */
export interface ReleaseOptions {
  readonly strategy?: string;
  /** Own steps instead of a named strategy. */
  readonly steps?: readonly DeclaredStep[];
  readonly candidateSize?: 'full' | 'partial';
  readonly analysis?: AnalysisOptions;
  readonly guards?: {
    /** Alarms besides those of the lanes, names or ARNs. */
    readonly alarms?: readonly string[];
    readonly taskFailuresAllowed?: number;
  };
  readonly rollbackWindow?: string;
  readonly launchTimeout?: string;
  readonly inspectEvery?: string;
  readonly drain?: string;
}

/** When a lane is known to be bad at once, without waiting for the judge. */
export interface LaneAlarmOptions {
  /** Share of failed requests, percent. Default 5. */
  readonly errorPercentMax?: number;
  /** Fewer requests than this in a period never alarm. Default 20. */
  readonly minimumRequests?: number;
  /** Slowest response time that is still fine, seconds. Default 1. */
  readonly responseTimeSeconds?: number;
  /** Statistic of the response time. Default `p99`. */
  readonly responseTimeStatistic?: string;
  /** Length of a period, seconds: a multiple of 60 for load balancer metrics. Default 60. */
  readonly periodSeconds?: number;
  /** Periods looked at, and how many of them must breach. Default 1 of 1. */
  readonly periods?: number;
  readonly periodsToAlarm?: number;
}

/** What the two lanes are like. Plain data, so that a folder with a service can hold it. */
export interface LaneOptions {
  /** Default `/`. */
  readonly healthCheckPath?: string;
  /** Default 10. */
  readonly healthCheckIntervalSeconds?: number;
  /** Seconds that a task which left keeps its open requests. Default 30. */
  readonly deregistrationDelaySeconds?: number;
  readonly alarms?: LaneAlarmOptions;
  /** Size of the lane that serves, when it does not scale by load. Without it and without `scaling`, ECS starts one task. */
  readonly desiredCount?: number;
  readonly scaling?: ScalingOptions;
}

/** How the lane that serves grows and shrinks. The other lane rests. */
export interface ScalingOptions {
  readonly min: number;
  readonly max: number;
  readonly requestsPerTarget?: number;
  readonly cpuPercent?: number;
}
