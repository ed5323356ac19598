/** Values that were summed up before they were published; without them no percentile can be known. */
export interface StatisticTotals {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** What a service publishes at one time for one metric: a value, several with their counts, or totals. */
export interface MetricRecord {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** World time. */
  readonly at: Date;
  readonly value?: number;
  readonly values?: readonly number[];
  /** How often each of `values` occurred; 1 each when absent. */
  readonly counts?: readonly number[];
  readonly totals?: StatisticTotals;
  readonly unit?: string;
  /** 1 keeps seconds apart (for periods under a minute), 60 is the default. */
  readonly resolutionSeconds?: 1 | 60;
}

/** Which metric is read. Without a unit, values of any unit count. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit?: string;
}
