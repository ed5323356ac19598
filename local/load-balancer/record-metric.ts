/** One raw metric value as a service publishes it; statistics are CloudWatch's work. */
export interface MetricValue {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: 'Count' | 'Seconds';
  /** World time. */
  readonly at: Date;
}

/** Where metric values go. Must not throw. */
export type RecordMetric = (value: MetricValue) => void;
