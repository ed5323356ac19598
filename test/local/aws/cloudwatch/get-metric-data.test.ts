import { describe, expect, it } from 'vitest';
import { aCloudWatch, greenStat } from './a-cloudwatch.ts';

const StartTime = new Date('2026-11-20T10:00:00Z');
const EndTime = new Date('2026-11-20T10:05:00Z');
const minute = (n: number) => new Date(Date.UTC(2026, 10, 20, 10, n));
const requests = { Id: 'req', MetricStat: greenStat('RequestCount') };

async function fiveMinutes() {
  const world = aCloudWatch();
  world.minutes('RequestCount', 10, 20, 30, undefined, 50);
  world.minutes('HTTPCode_Target_5XX_Count', undefined, 1, 3);
  await world.clock.advance(600_000);
  const get = (input: object) => world.call('GetMetricData', { StartTime, EndTime, ...input });
  return { ...world, get };
}

describe('GetMetricData', () => {
  it('answers newest first, and an entry without points for a metric nobody published', async () => {
    const { get } = await fiveMinutes();
    const MetricDataQueries = [requests, { Id: 'none', Label: 'nothing', MetricStat: greenStat('Unknown') }];
    expect(await get({ MetricDataQueries })).toEqual({
      MetricDataResults: [
        {
          Id: 'req',
          Label: 'RequestCount',
          Timestamps: [minute(4), minute(2), minute(1), minute(0)],
          Values: [50, 30, 20, 10],
          StatusCode: 'Complete',
        },
        { Id: 'none', Label: 'nothing', Timestamps: [], Values: [], StatusCode: 'Complete' },
      ],
      Messages: [],
    });
  });

  it('starts inclusively, ends exclusively, and rounds the start down to the minute', async () => {
    const { get } = await fiveMinutes();
    const span = { StartTime: new Date('2026-11-20T10:01:45Z'), EndTime: minute(4), ScanBy: 'TimestampAscending' };
    expect((await get({ MetricDataQueries: [requests], ...span })).MetricDataResults).toMatchObject([{ Values: [20, 30] }]);
  });

  it('computes expressions over metrics that it does not return', async () => {
    const { get } = await fiveMinutes();
    const MetricDataQueries = [
      { Id: 'rate', Expression: 'IF(req > 0, 100 * FILL(err, 0) / req)' },
      { ...requests, ReturnData: false },
      { Id: 'err', MetricStat: greenStat('HTTPCode_Target_5XX_Count'), ReturnData: false },
    ];
    expect((await get({ MetricDataQueries, ScanBy: 'TimestampAscending' })).MetricDataResults).toEqual([
      {
        Id: 'rate',
        Label: 'rate',
        Timestamps: [minute(0), minute(1), minute(2), minute(4)],
        Values: [0, 5, 10, 0],
        StatusCode: 'Complete',
      },
    ]);
  });

  it('answers metrics beyond MaxDatapoints in pages, as PartialData', async () => {
    const { get } = await fiveMinutes();
    const input = { MetricDataQueries: [requests, { Id: 'twice', Expression: 'req * 2' }], MaxDatapoints: 3 };
    const first = await get(input);
    expect(first).toMatchObject({
      NextToken: expect.any(String),
      MetricDataResults: [
        { Id: 'req', Values: [50, 30, 20], StatusCode: 'PartialData' },
        { Id: 'twice', Values: [100, 60, 40, 20], StatusCode: 'Complete' },
      ],
    });
    const second = await get({ ...input, NextToken: first.NextToken });
    expect(second).toEqual({
      MetricDataResults: [{ Id: 'req', Label: 'RequestCount', Timestamps: [minute(0)], Values: [10], StatusCode: 'Complete' }],
      Messages: [],
    });
  });

  it('reads what PutMetricData wrote', async () => {
    const { call, get } = await fiveMinutes();
    const Dimensions = [{ Name: 'Lane', Value: 'green' }];
    const datum = { MetricName: 'Latency', Dimensions, Timestamp: minute(1) };
    const MetricData = [
      { ...datum, Value: 1 },
      { ...datum, Values: [2, 3], Counts: [1, 6] },
      { ...datum, StatisticValues: { SampleCount: 2, Sum: 8, Minimum: 4, Maximum: 4 } },
    ];
    await call('PutMetricData', { Namespace: 'shop', MetricData });
    const stat = (Stat: string) => ({ Metric: { Namespace: 'shop', MetricName: 'Latency', Dimensions }, Period: 60, Stat });
    const MetricDataQueries = ['Sum', 'SampleCount', 'p50', 'Maximum'].map((Stat, index) => ({ Id: `q${index}`, MetricStat: stat(Stat) }));
    const { MetricDataResults } = await get({ MetricDataQueries });
    expect((MetricDataResults as { Values: number[] }[]).map(({ Values }) => Values)).toEqual([[29], [10], [3], [4]]);
  });

  it.each<readonly [string, object]>([
    ['ValidationError', { MetricDataQueries: [] }],
    ['ValidationError', { MetricDataQueries: [requests, requests] }],
    ['ValidationError', { MetricDataQueries: [{ ...requests, Id: 'Upper' }] }],
    ['ValidationError', { MetricDataQueries: [{ Id: 'e', Expression: 'e + 1' }] }],
    ['ValidationError', { MetricDataQueries: [{ Id: 'e', Expression: 'gone + 1' }] }],
    ['ValidationError', { MetricDataQueries: [{ Id: 'e', Expression: '1 + 1' }] }],
    ['ValidationError', { MetricDataQueries: [{ Id: 'e' }] }],
    ['ValidationError', { MetricDataQueries: [{ Id: 'req', MetricStat: greenStat('RequestCount', 'Sum', 45) }] }],
    ['ValidationError', { MetricDataQueries: [requests], EndTime: StartTime }],
    ['ValidationError', { MetricDataQueries: [requests], MaxDatapoints: 0 }],
    ['InvalidNextToken', { MetricDataQueries: [requests], NextToken: 'x' }],
    ['UnmodelledCallError', { MetricDataQueries: [{ ...requests, AccountId: '1' }] }],
    ['UnmodelledCallError', { MetricDataQueries: [{ Id: 'e', Expression: '[req]' }, requests] }],
  ])('refuses with %s: %j', async (name, input) => {
    await expect((await fiveMinutes()).get(input)).rejects.toMatchObject({ name });
  });
});

describe('PutMetricData', () => {
  const datum = { MetricName: 'm', Value: 1 };
  it.each<readonly [string, object]>([
    ['InvalidParameterValueException', { Namespace: 'AWS/ECS', MetricData: [datum] }],
    ['InvalidParameterValueException', { Namespace: 'shop', MetricData: [{ MetricName: 'm', Value: Number.NaN }] }],
    ['InvalidParameterValueException', { Namespace: 'shop', MetricData: [{ MetricName: 'm', Values: [1, 2], Counts: [1] }] }],
    ['InvalidParameterValueException', { Namespace: 'shop', MetricData: Array.from({ length: 1_001 }, () => datum) }],
    ['InvalidParameterCombinationException', { Namespace: 'shop', MetricData: [{ MetricName: 'm', Value: 1, Values: [1] }] }],
    ['MissingRequiredParameterException', { Namespace: 'shop', MetricData: [{ Value: 1 }] }],
    ['MissingRequiredParameterException', { Namespace: 'shop', MetricData: [] }],
  ])('refuses with %s', async (name, input) => {
    await expect(aCloudWatch().call('PutMetricData', input)).rejects.toMatchObject({ name });
  });
});
