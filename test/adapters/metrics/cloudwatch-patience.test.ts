import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { cloudWatchSource } from '../../../adapters/metrics/cloudwatch-source.ts';
import { testServer } from './http-server.ts';
import { aCloudWatchSource, begin, moment } from './metric-builders.ts';

const ask = (periodSeconds: number) => ({
  source: aCloudWatchSource({ periodSeconds }),
  placeholders: { ecsService: 'orders-green' },
  window: { fromSeconds: begin, untilSeconds: begin + 180, periodSeconds },
  keptUntil: 0,
});

describe('a CloudWatch that hangs', () => {
  // Three tries of six seconds, twice in one look, are more than the 30 seconds of the function: each retry of the state would hang
  // as well, and after the last one a healthy release would go back without its patience.
  it('is missing once the patience of the look is over, whatever the client would still try', async () => {
    const patience = new AbortController();
    await using server = await testServer(() => {
      // Both calls are under way; no other one may come after the end.
      if (server.arrived.length === 2) patience.abort();
      return 'never';
    });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new CloudWatchClient({ endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts: 3 });
    const read = cloudWatchSource(
      client,
      () => moment(300),
      () => patience.signal,
    );
    const readings = await read([ask(60), ask(10)]);
    expect(readings.map(({ read, failed }) => [read, failed])).toEqual([
      [[], expect.stringMatching(/^CloudWatch GetMetricData did not answer \(AbortError/)],
      [[], expect.stringMatching(/^CloudWatch GetMetricData did not answer \(AbortError/)],
    ]);
    expect(server.arrived).toHaveLength(2);
  });
});
