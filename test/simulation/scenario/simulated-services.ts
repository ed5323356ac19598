import type { StorefrontOptions } from '../../../infra/stacks/storefront-stack.ts';

/** Names of the simulated services. */
export type ServiceName = 'shop' | 'cart' | 'mail';

/** One simulated service: how it is released, and how many requests a second its users send. */
export interface SimulatedService {
  readonly name: ServiceName;
  readonly options: StorefrontOptions;
  readonly requestsPerSecond: number;
}

/** How long a lane that had users keeps its tasks at least, in every simulated service. */
export const deregistrationDelaySeconds = 10;

const pace = { rollbackWindow: '2m', launchTimeout: '3m', inspectEvery: '10s', deregistrationDelaySeconds } as const;

/** Limits wide enough that a minute at 5 % shows a healthy candidate to be within them. */
const analysis = {
  metrics: [{ preset: 'errors', errorRateMax: 0.1 }, { preset: 'latency', quantiles: [0.9], slowRateMax: 0.4, warmup: '0s' }, 'baseline'],
  minimumRequests: 40,
  look: '30s',
  patience: '4m',
  metricLag: '30s',
} as const;

/**
 * Four steps with alarms; test route first, then half and everybody, each with a person's approval; growing by load, few tasks, hold at the deadline.
 * In the rollback window of the last, another release fits: after a promotion that was taken back, the next one begins within it.
 */
export const simulatedServices: readonly SimulatedService[] = [
  {
    name: 'shop',
    requestsPerSecond: 60,
    options: { steps: steps(5, 25, 50, 100), analysis, ...pace, desiredCount: 3 },
  },
  {
    name: 'cart',
    requestsPerSecond: 30,
    options: {
      steps: [
        { candidatePercent: 0, bake: '1m' },
        { candidatePercent: 50, bake: '1m', approval: true },
        { candidatePercent: 100, bake: '1m', approval: true },
      ],
      analysis,
      ...pace,
      desiredCount: 2,
    },
  },
  {
    name: 'mail',
    requestsPerSecond: 20,
    options: {
      steps: steps(20, 60, 100),
      candidateSize: 'partial',
      analysis: { ...analysis, atDeadline: 'hold' },
      ...{ ...pace, rollbackWindow: '15m' },
      scaling: { min: 2, max: 6, requestsPerTarget: 1_000 },
    },
  },
];

function steps(...percents: readonly number[]) {
  return percents.map((candidatePercent) => ({ candidatePercent, bake: '1m' }));
}
