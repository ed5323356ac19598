import type { FaultKind } from './fault.ts';

/** CloudWatch promises no bound. */
export const lateMetrics: FaultKind = {
  name: 'late-metrics',
  about: 'metrics can be read up to ten minutes after their minute; intensity: how late',
  begin: ({ campaign, random, count }) => ({
    metricLagSeconds: (namespace) => {
      const seconds = Math.round(600 * campaign.intensity * random());
      count(`${namespace} ${seconds} s late`);
      return seconds;
    },
  }),
};

/** Users came, and nobody counted them. */
export const missingMetrics: FaultKind = {
  name: 'missing-metrics',
  about: 'what a target group served for some seconds is never published; intensity: its share',
  begin: ({ campaign, random, count }) => ({
    metricsFate: (group) => {
      if (random() >= campaign.intensity) return undefined;
      count(`metrics of ${group.split('/')[1]} lost`);
      return 'lost';
    },
  }),
};

/** A minute that was read grows afterwards. */
export const correctedMetrics: FaultKind = {
  name: 'corrected-metrics',
  about: 'what a target group served is added to its minute up to five minutes later; intensity: its share',
  begin: ({ campaign, random, count }) => ({
    metricsFate: (group) => {
      if (random() >= campaign.intensity) return undefined;
      const delayMs = Math.floor(300_000 * random());
      count(`metrics of ${group.split('/')[1]} ${Math.round(delayMs / 1_000)} s late`);
      return delayMs;
    },
  }),
};
