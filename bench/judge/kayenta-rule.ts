import type { LaneCounts } from '../../core/analysis/blocks.ts';
import { classifyMetric } from '../../core/analysis/kayenta/classify-metric.ts';
import type { KayentaMetric } from '../../core/analysis/kayenta/kayenta-config.ts';
import type { Rule } from './rule.ts';

/** Minutes between two analyses. */
const lookMinutes = 5;

const errorRate: KayentaMetric = {
  name: 'error rate',
  groups: ['errors'],
  direction: 'increase',
  nanStrategy: 'remove',
  outliers: { strategy: 'keep', outlierFactor: 3 },
  critical: false,
  mustHaveData: false,
  effectSize: {
    measure: 'meanRatio',
    allowedIncrease: 1,
    allowedDecrease: 1,
    criticalIncrease: 1,
    criticalDecrease: 1,
  },
};

/** Kayenta's rank test of the error rates of all minutes so far, each analysis as if it were the only one. */
export const kayentaRule: Rule = {
  name: 'kayenta-v1',
  title: 'Kayenta, every 5 min',
  of: 'test',
  because: `rolls back when an analysis of all minutes so far, made every ${lookMinutes} minutes, classifies the error rate as High (confidence 0.98, tolerance 0.25, \`kayenta-v1\` without the original's defects)`,
  rollsBackAfter: ({ blocks }) => {
    // In percent, for the original finds its interval to 0.0001 of a metric's unit.
    const candidate = blocks.map((block) => percentOf(block.candidate));
    const stable = blocks.map((block) => percentOf(block.stable));
    for (let minutes = lookMinutes; minutes <= blocks.length; minutes += lookMinutes) {
      const lanes = { candidate: candidate.slice(0, minutes), stable: stable.slice(0, minutes) };
      if (classifyMetric(errorRate, lanes, false).classification === 'High') return minutes;
    }
    return undefined;
  },
};

function percentOf({ requests, bad }: LaneCounts): number {
  return requests > 0 ? (100 * bad) / requests : Number.NaN;
}
