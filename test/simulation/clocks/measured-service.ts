import type { SimulatedService } from '../scenario/simulated-services.ts';

/** Room for a whole bake before anything goes wrong, and long enough at 25 % for every cause to show. */
const steps = [25, 100].map((candidatePercent) => ({ candidatePercent, bake: '30m' }));

/**
 * The service that rollbacks are measured on. The judge looks at errors alone, so that slow answers are for the alarm to find; its own alarms
 * ring at 5 % of errors, so that fewer are for the judge.
 */
export const measuredService: SimulatedService = {
  name: 'shop',
  requestsPerSecond: 100,
  options: {
    steps,
    analysis: { metrics: [{ preset: 'errors', errorRateMax: 0.1 }], minimumRequests: 40, look: '30s', patience: '5m', metricLag: '60s' },
    rollbackWindow: '2m',
    launchTimeout: '3m',
    inspectEvery: '5s',
    desiredCount: 3,
    deregistrationDelaySeconds: 10,
  },
};
