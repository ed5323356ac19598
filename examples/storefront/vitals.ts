/** The storefront's own numbers, kept between two lines of the embedded metric format (EMF). */
export class Vitals {
  #requests = 0;
  #errors = 0;
  #latenciesMs: number[] = [];

  /** Notes one answered page request. */
  note(status: number, latencyMs: number): void {
    this.#requests += 1;
    if (status >= 500) this.#errors += 1;
    if (this.#latenciesMs.length < valuesPerLineMax) this.#latenciesMs.push(Math.round(latencyMs * 10) / 10);
  }

  /**
   * Takes what was noted since the last call as one EMF log line, which CloudWatch turns into metrics.
   * The format is AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.
   */
  takeLine(at: Date, version: string): string {
    const line = {
      _aws: { Timestamp: at.getTime(), CloudWatchMetrics: [metrics] },
      Service: 'storefront',
      Version: version,
      Requests: this.#requests,
      Errors: this.#errors,
      // An empty list is not a valid EMF value, and no request has no latency: the member is left out then.
      ...(this.#latenciesMs.length > 0 ? { LatencyMs: this.#latenciesMs } : {}),
    };
    this.#requests = 0;
    this.#errors = 0;
    this.#latenciesMs = [];
    return JSON.stringify(line);
  }
}

/** EMF takes at most 100 values for one metric in one line; the first of an interval are a fair sample of it. */
const valuesPerLineMax = 100;

const metrics = {
  Namespace: 'Storefront',
  Dimensions: [['Service'], ['Service', 'Version']],
  Metrics: [
    { Name: 'Requests', Unit: 'Count', StorageResolution: 1 },
    { Name: 'Errors', Unit: 'Count', StorageResolution: 1 },
    { Name: 'LatencyMs', Unit: 'Milliseconds', StorageResolution: 1 },
  ],
};
