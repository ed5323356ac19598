import type { Service } from './service.ts';

/**
 * One problem for each comparison that must rule out less than it tolerates: a candidate between the two would be neither safe nor
 * regressed, however long it is watched. A paired baseline knows no tolerance.
 */
export function crossedLimits({ analysis }: Pick<Service, 'analysis'>): readonly string[] {
  return analysis.metrics.flatMap((metric, index) => {
    if (metric.kind !== 'comparison' || metric.baseline === 'paired' || metric.worseMax > 1 + metric.tolerance) return [];
    const { worseMax, tolerance } = metric;
    return [
      `analysis.metrics.${index}: worseMax is ${worseMax}, and a tolerance of ${tolerance} allows ${1 + tolerance} times as bad; give a larger worseMax or a smaller tolerance`,
    ];
  });
}
