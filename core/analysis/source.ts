/** How a source proves who asks. Only the name of the secret is ever in a plan: `SecureString` parameter of Systems Manager. */
export type SourceAuth =
  | { readonly kind: 'none' }
  /** Signed with the function's own role, as Amazon Managed Service for Prometheus asks for. */
  | { readonly kind: 'sigv4'; readonly region: string }
  /** `secretName` begins with `/sluice/secrets/` and the service's name. Basic: the secret is `user:password`. */
  | { readonly kind: 'bearer' | 'basic'; readonly secretName: string };

/** One CloudWatch metric. Dimension values may hold placeholders. */
export interface CloudWatchMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** As `GetMetricData` takes it: `Sum`, `p99`, `TC(:0.5)`, … */
  readonly statistic: string;
}

interface SourceCommon {
  /** Seconds of one block. */
  readonly periodSeconds: number;
  /** True: a block without a value is 0, such as a counter that appears with its first error. False: it is missing. */
  readonly absentIsZero: boolean;
}

export interface CloudWatchSource extends SourceCommon {
  readonly kind: 'cloudwatch';
  /** By id, for the expression. */
  readonly metrics: Readonly<Record<string, CloudWatchMetric>>;
  /** Metric math over the ids. Absent: the one metric itself. */
  readonly expression?: string;
}

export interface PrometheusSource extends SourceCommon {
  readonly kind: 'prometheus';
  /** Base URL: `/api/v1/query_range` is added. */
  readonly url: string;
  /** PromQL whose answer is one series, evaluated at the end of each block; may hold placeholders, such as `[{period}s]`. */
  readonly query: string;
  readonly auth: SourceAuth;
}

export interface HttpSource extends SourceCommon {
  readonly kind: 'http';
  /** Asked by GET, once for each block; may hold placeholders. Without `{from}` and `{until}` it tells of now: the newest block's value. */
  readonly url: string;
  /** Sent as they are: no credentials. */
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: SourceAuth;
  /** Where the number stands in the JSON answer: a JSON pointer, RFC 6901. */
  readonly pointer: string;
}

/**
 * Where one value per block and lane comes from. The placeholders `{lane}`, `{service}`, `{ecsService}`, `{targetGroup}`,
 * `{loadBalancer}`, `{from}`, `{until}` (epoch seconds) and `{period}` (seconds) are replaced for each lane and block.
 */
export type Source = CloudWatchSource | PrometheusSource | HttpSource;
