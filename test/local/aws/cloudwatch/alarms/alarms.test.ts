import { describe, expect, it } from 'vitest';
import { UnmodelledCallError } from '../../../../../local/aws/aws-calls.ts';
import { aCloudWatch, anAlarmInput, green, greenStat } from '../a-cloudwatch.ts';

const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
const name = 'orders-green-5xx';
const topicArn = 'arn:aws:sns:eu-west-1:111122223333:pages';
const minute = 60_000;

describe('a metric alarm', () => {
  it('starts in INSUFFICIENT_DATA and tells the bus of its first evaluation', async () => {
    const { call, clock, events, stateOf } = aCloudWatch();
    await call('PutMetricAlarm', anAlarmInput());
    expect([await stateOf(name), events]).toEqual(['INSUFFICIENT_DATA', []]);
    await clock.advance(minute);
    expect(await stateOf(name)).toBe('OK');
    expect(events[0]?.detail.previousState).toEqual({
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      timestamp: '2026-11-20T10:00:00.000+0000',
    });
  });

  it('that breaches without data waits for its first data while it warms up', async () => {
    const { call, clock, minutes, stateOf } = aCloudWatch();
    const warming = { TreatMissingData: 'breaching', WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 } } as const;
    await call('PutMetricAlarm', anAlarmInput(warming));
    await call(
      'PutMetricAlarm',
      anAlarmInput({
        AlarmName: 'patient',
        ...warming,
        WarmUpConfiguration: { ...warming.WarmUpConfiguration, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true },
      }),
    );
    const states = () => Promise.all([name, 'patient'].map(stateOf));
    minutes('HTTPCode_Target_5XX_Count', 0, 0, 0);
    await clock.advance(2 * minute);
    expect(await states()).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA']);
    await clock.advance(minute);
    expect(await states()).toEqual(['OK', 'INSUFFICIENT_DATA']);
    await clock.advance(6 * minute);
    expect(await states()).toEqual(['ALARM', 'ALARM']);
  });

  it('that breaches without data fires when none came before it had warmed up', async () => {
    const { call, clock, stateOf } = aCloudWatch();
    await call(
      'PutMetricAlarm',
      anAlarmInput({ TreatMissingData: 'breaching', WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 } }),
    );
    await clock.advance(4 * minute);
    expect(await stateOf(name)).toBe('INSUFFICIENT_DATA');
    await clock.advance(2 * minute);
    expect(await stateOf(name)).toBe('ALARM');
  });

  it('sends the event in the documented shape when M of N breach', async () => {
    const { call, clock, events, minutes } = aCloudWatch();
    await call('PutMetricAlarm', anAlarmInput());
    minutes('HTTPCode_Target_5XX_Count', 0, 9, 14);
    await clock.advance(3 * minute);
    expect(events.at(-1)).toEqual({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [arn(name)],
      detail: {
        alarmName: name,
        configuration: {
          description: 'Target 5XX on the green lane',
          metrics: [
            {
              id: '00000000-0000-0000-0000-000000000000',
              metricStat: {
                metric: { namespace: 'AWS/ApplicationELB', name: 'HTTPCode_Target_5XX_Count', dimensions: green },
                period: 60,
                stat: 'Sum',
              },
              returnData: true,
            },
          ],
        },
        previousState: expect.objectContaining({ value: 'OK' }),
        state: {
          value: 'ALARM',
          reason:
            'Threshold Crossed: 2 out of the last 3 datapoints [14.0 (20/11/26 10:02:00), 9.0 (20/11/26 10:01:00)] were greater than or equal to the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
          reasonData:
            '{"version":"1.0","queryDate":"2026-11-20T10:03:00.000+0000","startDate":"2026-11-20T10:00:00.000+0000","statistic":"Sum","period":60,"recentDatapoints":[0,9,14],"threshold":5}',
          timestamp: '2026-11-20T10:03:00.000+0000',
        },
      },
    });
  });

  it('fires later by the lag of its namespace', async () => {
    const { call, clock, minutes, stateOf } = aCloudWatch({
      publicationLag: (namespace) => (namespace.startsWith('AWS/') ? 90 : undefined),
    });
    await call('PutMetricAlarm', anAlarmInput({ EvaluationPeriods: 1, DatapointsToAlarm: 1 }));
    minutes('HTTPCode_Target_5XX_Count', 9);
    await clock.advance(2 * minute);
    expect(await stateOf(name)).toBe('OK');
    await clock.advance(minute);
    expect(await stateOf(name)).toBe('ALARM');
  });

  it('re-uses an old breaching point of a sparse metric, so it clears late', async () => {
    const { call, clock, minutes, stateOf } = aCloudWatch();
    await call('PutMetricAlarm', anAlarmInput({ EvaluationPeriods: 1, DatapointsToAlarm: 1 }));
    minutes('HTTPCode_Target_5XX_Count', 9);
    const seen: unknown[] = [];
    for (let look = 0; look < 4; look += 1) {
      await clock.advance(minute);
      seen.push(await stateOf(name));
    }
    expect(seen).toEqual(['ALARM', 'ALARM', 'ALARM', 'OK']);
  });

  it('evaluates periods under a minute every 10 seconds on high-resolution data', async () => {
    const { service, call, clock, stateOf } = aCloudWatch();
    const point = { namespace: 'shop', name: 'Errors', dimensions: {}, resolutionSeconds: 1, value: 9 } as const;
    const changes = { Namespace: 'shop', MetricName: 'Errors', Dimensions: [], Period: 10, EvaluationPeriods: 1, DatapointsToAlarm: 1 };
    await call('PutMetricAlarm', anAlarmInput(changes));
    service.record({ ...point, at: new Date('2026-11-20T10:00:03Z') });
    await clock.advance(10_000);
    expect(await stateOf(name)).toBe('ALARM');
  });

  it('watches a metric math expression', async () => {
    const { call, clock, events, minutes, stateOf } = aCloudWatch();
    const { AlarmName, Period, Statistic, MetricName, Namespace, Dimensions, ...rest } = anAlarmInput({ Threshold: 1 });
    const Metrics = [
      { Id: 'rate', Expression: 'IF(req>0, 100*FILL(err,0)/req, 0)', Label: '5XX percent' },
      { Id: 'err', MetricStat: greenStat('HTTPCode_Target_5XX_Count'), ReturnData: false },
      { Id: 'req', MetricStat: greenStat('RequestCount'), ReturnData: false },
    ];
    await call('PutMetricAlarm', { ...rest, AlarmName, Metrics });
    minutes('RequestCount', 100, 100, 100, 100);
    minutes('HTTPCode_Target_5XX_Count', undefined, undefined, 2, 3);
    await clock.advance(3 * minute);
    expect(await stateOf(name)).toBe('OK');
    await clock.advance(minute);
    expect(await stateOf(name)).toBe('ALARM');
    expect(events.at(-1)?.detail.configuration).toMatchObject({
      metrics: [
        { id: 'rate', expression: 'IF(req>0, 100*FILL(err,0)/req, 0)', label: '5XX percent', returnData: true },
        { id: 'err', metricStat: { period: 60, stat: 'Sum' }, returnData: false },
        { id: 'req', returnData: false },
      ],
    });
  });

  it.each([
    ['ignore', 'INSUFFICIENT_DATA'],
    ['evaluate', 'ALARM'],
  ])('with few samples and %s stays or becomes %s', async (EvaluateLowSampleCountPercentile, expected) => {
    const { call, clock, minutes, stateOf } = aCloudWatch();
    const changes = { MetricName: 'TargetResponseTime', ExtendedStatistic: 'p99', Statistic: undefined, EvaluateLowSampleCountPercentile };
    await call('PutMetricAlarm', anAlarmInput({ ...changes, EvaluationPeriods: 1, DatapointsToAlarm: 1 }));
    minutes('TargetResponseTime', 9);
    await clock.advance(minute);
    expect(await stateOf(name)).toBe(expected);
  });

  it('publishes to its topics on a change, not again while the state stays, and remembers it', async () => {
    const { call, clock, calls, minutes } = aCloudWatch();
    await call('PutMetricAlarm', anAlarmInput({ AlarmActions: [topicArn] }));
    minutes('HTTPCode_Target_5XX_Count', 9, 9, 9, 9);
    await clock.advance(4 * minute);
    expect(calls).toEqual([
      [
        'SNS.Publish',
        { TopicArn: topicArn, Subject: `ALARM: "${name}" in eu-west-1`, Message: expect.any(String) },
        'cloudwatch.amazonaws.com',
      ],
    ]);
    const { AlarmHistoryItems } = await call('DescribeAlarmHistory', { AlarmName: name, HistoryItemType: 'Action' });
    expect(AlarmHistoryItems).toMatchObject([{ HistorySummary: `Successfully executed action ${topicArn}` }]);
  });

  it('invokes a function with the alarm’s payload, and remembers a failure', async () => {
    const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:guard';
    const { call, calls } = aCloudWatch({ refuse: new TypeError('gone') });
    await call('PutMetricAlarm', anAlarmInput({ AlarmActions: [functionArn] }));
    await call('SetAlarmState', { AlarmName: name, StateValue: 'ALARM', StateReason: 'by hand' });
    const [, input, caller] = calls[0] ?? [];
    expect(caller).toBe('lambda.alarms.cloudwatch.amazonaws.com');
    expect(JSON.parse(new TextDecoder().decode((input as { Payload: Uint8Array }).Payload))).toMatchObject({
      source: 'aws.cloudwatch',
      alarmArn: arn(name),
      accountId: '111122223333',
      alarmData: { alarmName: name, state: { value: 'ALARM', reason: 'by hand' }, previousState: { value: 'INSUFFICIENT_DATA' } },
    });
    const { AlarmHistoryItems } = await call('DescribeAlarmHistory', { AlarmName: name, HistoryItemType: 'Action' });
    expect(AlarmHistoryItems).toMatchObject([{ HistorySummary: `Failed to execute action ${functionArn}` }]);
  });

  it('with disabled actions still tells the bus', async () => {
    const { call, calls, events } = aCloudWatch();
    await call('PutMetricAlarm', anAlarmInput({ AlarmActions: [topicArn] }));
    await call('DisableAlarmActions', { AlarmNames: [name, 'gone'] });
    await call('SetAlarmState', { AlarmName: name, StateValue: 'ALARM', StateReason: 'by hand' });
    expect([calls, events.length]).toEqual([[], 1]);
  });

  it('set by hand goes back at the next evaluation', async () => {
    const { call, clock, stateOf } = aCloudWatch();
    await call('PutMetricAlarm', anAlarmInput());
    await call('SetAlarmState', { AlarmName: name, StateValue: 'ALARM', StateReason: 'by hand' });
    expect(await stateOf(name)).toBe('ALARM');
    await clock.advance(minute);
    expect(await stateOf(name)).toBe('OK');
  });

  it('keeps its state when it is put again, and is evaluated no more when deleted', async () => {
    const { call, clock, events, stateOf } = aCloudWatch();
    await call('PutMetricAlarm', anAlarmInput());
    await clock.advance(minute);
    await call('PutMetricAlarm', anAlarmInput({ Threshold: 1 }));
    expect(await stateOf(name)).toBe('OK');
    await call('DeleteAlarms', { AlarmNames: [name] });
    await clock.advance(5 * minute);
    expect([await stateOf(name), events.length]).toEqual([undefined, 1]);
  });

  it.each([
    [{ DatapointsToAlarm: 4 }],
    [{ Period: 15 }],
    [{ Period: 3000, EvaluationPeriods: 100 }],
    [{ TreatMissingData: 'zero' }],
    [{ WarmUpConfiguration: {} }],
    [{ WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 2_881 } }],
    [{ Statistic: 'Median' }],
    [{ AlarmActions: Array.from({ length: 6 }, () => topicArn) }],
    [{ MetricName: undefined, Metrics: [{ Id: 'e', Expression: 'a +' }] }],
    [{ MetricName: undefined, Metrics: [{ Id: 'e', Expression: '1 + 1' }] }],
  ])('is refused as AWS does: %j', async (changes) => {
    await expect(aCloudWatch().call('PutMetricAlarm', anAlarmInput(changes))).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it.each([
    [{ ThresholdMetricId: 'ad1' }],
    [{ ComparisonOperator: 'GreaterThanUpperThreshold' }],
    [{ AlarmActions: ['arn:aws:automate:eu-west-1:ec2:reboot'] }],
    [{ Statistic: undefined, ExtendedStatistic: 'tm99' }],
  ])('is refused by name when not modelled: %j', async (changes) => {
    await expect(aCloudWatch().call('PutMetricAlarm', anAlarmInput(changes))).rejects.toThrow(UnmodelledCallError);
  });
});
