import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { metricSources } from '../../../adapters/metrics/metric-sources.ts';
import { DefectError } from '../../../core/errors.ts';
import { useModelledAws } from '../../../local/sdk-middleware.ts';
import { aCloudWatch } from '../../local/aws/cloudwatch/a-cloudwatch.ts';
import { aCloudWatchSource, aComparison, aRequest, aThreshold, begin, greenArn, moment, ruleArn } from './metric-builders.ts';

/** Sources on the modelled CloudWatch an hour after the begin, which computes statistics, math and periods itself. */
async function modelled() {
  const { service, clock } = aCloudWatch();
  await clock.advance(moment(3_700).getTime() - clock.now().getTime());
  const cloudWatch = new CloudWatchClient({});
  const never = (): never => {
    throw new DefectError('the test does not expect this to be asked');
  };
  const call = async (_: string, operation: string, input: object) =>
    (await service.operations[operation]?.(input as never, { roleArn: 'role' })) ?? {};
  useModelledAws({ call }, { roleArn: 'role' })(cloudWatch);
  const green = { LoadBalancer: 'app/orders/50dc', TargetGroup: 'targetgroup/orders-green/8f1d' };
  const served = (name: string, seconds: number, ...values: readonly number[]) => {
    for (const value of values) service.record({ namespace: 'AWS/ApplicationELB', name, dimensions: green, at: moment(seconds), value });
  };
  const measured = (name: string, seconds: number, value: number) =>
    service.record({ namespace: 'Shop', name, dimensions: { Lane: 'green' }, at: moment(seconds), value, resolutionSeconds: 1 });
  return { sources: metricSources({ cloudWatch, fetch: never, sign: never, secrets: never, now: () => clock.now() }), served, measured };
}

const none = { requests: 0, bad: 0 };

describe('on the modelled CloudWatch', () => {
  it('errors and slow requests are counted; one that takes exactly the threshold is not slow', async () => {
    const { sources, served } = await modelled();
    served('RequestCount', 5, 1, 1, 1, 1);
    served('HTTPCode_Target_2XX_Count', 6, 1, 1);
    served('HTTPCode_Target_4XX_Count', 6, 1);
    served('HTTPCode_Target_5XX_Count', 6, 1);
    served('TargetResponseTime', 7, 0.1, 0.25, 0.26, 3);
    served('TargetResponseTime', 67, 0.3);
    const latency = aComparison({ kind: 'alb-latency', quantiles: [0.9] }, 'latency');
    const fixed = { slowSeconds: { latency: { p90: 0.25 } } };
    expect(await sources.read(aRequest([aComparison(), latency], { fixed }))).toEqual({
      errors: { counts: { errors: [{ startedAt: begin, candidate: { requests: 4, bad: 1 }, stable: none }] }, values: {} },
      latency: {
        counts: {
          p90: [
            { startedAt: begin, candidate: { requests: 4, bad: 2 }, stable: none },
            { startedAt: begin + 60, candidate: { requests: 1, bad: 1 }, stable: none },
          ],
        },
        values: {},
      },
    });
  });

  it('metric math of high-resolution metrics is read by 10 seconds', async () => {
    const { sources, measured } = await modelled();
    for (const [seconds, errors] of [
      [1, 1],
      [11, 0],
      [12, 3],
      [25, 2],
    ] as const) {
      measured('Errors', seconds, errors);
      measured('Requests', seconds, 4);
    }
    const stat = (name: string) => ({ namespace: 'Shop', name, dimensions: { Lane: '{lane}' }, statistic: 'Sum' });
    const source = aCloudWatchSource({ periodSeconds: 10, metrics: { e: stat('Errors'), r: stat('Requests') }, expression: 'e / r' });
    const evidence = await sources.read(aRequest([aThreshold(source)], { until: moment(30) }));
    expect(evidence.queue?.values.queue?.map(({ candidate }) => candidate)).toEqual([0.25, 0.375, 0.5]);
  });

  it('a profile over an hour that begins at any minute is one period', async () => {
    const { sources, served } = await modelled();
    served('RequestCount', 70, 1, 1);
    served('TargetResponseTime', 70, 0.1);
    served('TargetResponseTime', 3_500, 0.3);
    const profile = await sources.profile({ ruleArn, targetGroupArn: greenArn }, { from: moment(60), until: moment(3_660) });
    expect(profile).toMatchObject({ requests: 2, errorRate: 0, p50Seconds: 0.1, p99Seconds: 0.3 });
  });
});
