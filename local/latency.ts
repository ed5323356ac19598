/** How long something takes: half of the time at most `p50Ms`, 99 of 100 times at most `p99Ms`; in between and beyond log-normal. */
export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Where the figures come from; `assumed` where AWS publishes none. */
  readonly source: string;
}

/**
 * AWS-like latencies. AWS promises none of them: they make a rehearsal realistic, they are not a statement about AWS.
 * A figure marked assumed is an order of magnitude; a claim that depends on it must say so.
 */
export const awsLatencies = {
  eventDelivery: {
    p50Ms: 40,
    p99Ms: 200,
    source: 'AWS Architecture Blog 2026-02-04, Amazon Key on EventBridge: 80 ms p90 end to end; tail assumed',
  },
  stateTransition: { p50Ms: 20, p99Ms: 100, source: 'assumed: AWS publishes none for STANDARD workflows' },
  taskDispatch: { p50Ms: 30, p99Ms: 150, source: 'assumed: between entering a Task state and its call' },
  lambdaCold: {
    p50Ms: 350,
    p99Ms: 1_000,
    source: 'AWS Compute Blog, operating Lambda: under 100 ms to over 1 s; middle assumed for Node.js and 400 KB',
  },
  lambdaWarm: { p50Ms: 8, p99Ms: 40, source: 'assumed: from the call to the first line of the handler' },
  weightPropagation: { p50Ms: 300, p99Ms: 1_500, source: 'assumed: changed rules act within seconds, no published bound' },
  apiCall: { p50Ms: 30, p99Ms: 250, source: 'assumed: one signed HTTPS request inside a Region' },
} as const satisfies Readonly<Record<string, Latency>>;

/** What can be late. */
export type LatencyName = keyof typeof awsLatencies;

/** Draws latencies in world milliseconds, each independent of the others. `random` is uniform in [0, 1). */
export function sampleLatency(latency: Latency, random: () => number): number {
  const sigma = Math.log(latency.p99Ms / latency.p50Ms) / standardNormalP99;
  return latency.p50Ms * Math.exp(sigma * standardNormal(random));
}

const standardNormalP99 = 2.3263478740408408;

/** Box and Muller (1958). */
function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
