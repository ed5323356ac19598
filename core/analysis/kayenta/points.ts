import type { Limit } from '../../limits.ts';

/** How many points of a metric the rank test takes. A point is one block that has a value in the lane. */
export const pointLimits = {
  look: {
    value: 5,
    because:
      'below 5 points in each lane the test at 0.98 cannot tell two lanes apart even where every value of one is above all of the other; and a test that is looked at again with every point cries wolf, so it is taken again only after 5 more',
  },
  safe: {
    value: 50,
    because: "Spinnaker's own advice for a canary run; a test of few points passes nearly every candidate, so that its pass says nothing",
  },
} as const satisfies Record<string, Limit>;
