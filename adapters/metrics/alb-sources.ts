import type { CloudWatchSource } from '../../core/analysis/source.ts';

/** Application Load Balancers publish their metrics once a minute, and only of minutes with something to tell. */
const periodSeconds = 60;

/** One statistic of a target group's metric, of the lane whose placeholders are filled in. */
export function albSource(name: string, statistic: string): CloudWatchSource {
  const dimensions = { LoadBalancer: '{loadBalancer}', TargetGroup: '{targetGroup}' };
  const metrics = { metric: { namespace: 'AWS/ApplicationELB', name, dimensions, statistic } };
  return { kind: 'cloudwatch', periodSeconds, absentIsZero: false, metrics };
}

/**
 * Failed requests are answers 5xx of the targets, and connections that targets refused or broke: those have no answer to count. A count is
 * published only when it is not zero, so the other answers are asked for too: they tell whether some of the requests are in no count yet.
 */
export const albErrorSources = {
  requests: albSource('RequestCount', 'Sum'),
  succeeded: albSource('HTTPCode_Target_2XX_Count', 'Sum'),
  redirected: albSource('HTTPCode_Target_3XX_Count', 'Sum'),
  rejected: albSource('HTTPCode_Target_4XX_Count', 'Sum'),
  failed: albSource('HTTPCode_Target_5XX_Count', 'Sum'),
  refused: albSource('TargetConnectionErrorCount', 'Sum'),
} as const;

/**
 * Answered requests, those of them that took at most the threshold (its upper bound is inclusive), and the fastest one, which tells a minute
 * of slow answers only from one that CloudWatch did not count.
 */
export function albSpeedSources(slowerThanSeconds: number) {
  return {
    answered: albSource('TargetResponseTime', 'SampleCount'),
    inTime: albSource('TargetResponseTime', `TC(:${decimal(slowerThanSeconds)})`),
    fastest: albSource('TargetResponseTime', 'Minimum'),
  } as const;
}

/** CloudWatch takes bounds with at most ten decimal places, and no exponents. */
function decimal(value: number): string {
  return value.toFixed(10).replace(/\.?0+$/, '');
}
